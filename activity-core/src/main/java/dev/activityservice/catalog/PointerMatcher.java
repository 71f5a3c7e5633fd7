package dev.activityservice.catalog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All pointers of one entry into the data, compiled into a deterministic automaton: at each value of the data there is
 * one {@link Node}, or none, and a value without a node is skipped. Immutable and thread-safe once built.
 *
 * <p>An object's key takes a pointer one token further. An array's element does so where the token is an index;
 * otherwise the pointer stays where it is, and so goes on in every element.
 */
final class PointerMatcher {

    /** Far beyond what any entry needs; it bounds what mixing indexes and names at one place can multiply to. */
    private static final int MAX_NODES = 1000;

    private final List<Slot> slots;
    private final Map<List<Mark>, Node> nodes = new HashMap<>();

    private PointerMatcher(List<Slot> slots) {
        this.slots = slots;
    }

    /**
     * The node of the data itself; null if no pointer goes there. Throws {@link IllegalArgumentException} if it gets
     * too big.
     */
    static @Nullable Node compile(List<Slot> slots) {
        List<Mark> marks = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i).pointer().root() == EventPointer.Root.DATA) {
                marks.add(new Mark(i, 0, false));
            }
        }
        if (marks.isEmpty()) {
            return null;
        }
        PointerMatcher matcher = new PointerMatcher(slots);
        Node root = matcher.node(marks);
        root.count = matcher.nodes.size();
        return root;
    }

    /**
     * How far a pointer has come.
     *
     * @param slot whose pointer it is
     * @param at how many of its tokens are used up
     * @param spread whether a kept field went through "every element" on its way, so that it has many values
     */
    record Mark(int slot, int at, boolean spread) {}

    /** What is looked for at and below one value. */
    static final class Node {

        /** Below a kept value, where nothing else is looked for. */
        static final Node NOTHING = new Node();

        /** Entities and the actor that have their id here. */
        int[] ids = {};
        /** Kept fields that have their one value here. */
        int[] keeps = {};
        /** Kept fields that have one of their many values here. */
        int[] spreadKeeps = {};
        /** Pointers of required entities that end here or below. */
        List<Mark> required = List.of();
        /** An entity whose id must be below this value, so that a plain value here is a fault; -1 if there is none. */
        int entityBelow = -1;

        private String[] names = {};
        private Node[] named = {};
        private int[] indexes = {};
        private Node[] indexed = {};
        private @Nullable Node each;
        /** How many nodes there are in all; known of the first one only. */
        private int count;

        private Node() {}

        int count() {
            return count;
        }

        boolean isKept() {
            return keeps.length + spreadKeeps.length > 0;
        }

        boolean hasMembers() {
            return names.length > 0;
        }

        boolean hasElements() {
            return each != null || indexes.length > 0;
        }

        int memberCount() {
            return names.length;
        }

        /** The number of the member with this name, or -1. */
        int member(String name) {
            for (int i = 0; i < names.length; i++) {
                if (names[i].equals(name)) {
                    return i;
                }
            }
            return -1;
        }

        String memberName(int member) {
            return names[member];
        }

        Node memberNode(int member) {
            return named[member];
        }

        @Nullable
        Node element(int index) {
            int known = indexes.length == 0 ? -1 : Arrays.binarySearch(indexes, index);
            return known >= 0 ? indexed[known] : each;
        }
    }

    private Node node(List<Mark> marks) {
        Node known = nodes.get(marks);
        if (known != null) {
            return known;
        }
        if (nodes.size() == MAX_NODES) {
            throw new IllegalArgumentException("mixes array indexes and names in too many ways");
        }
        Node node = new Node();
        // Before its children: in nested arrays a node is its own child.
        nodes.put(marks, node);

        List<Integer> ids = new ArrayList<>();
        List<Integer> keeps = new ArrayList<>();
        List<Integer> spreadKeeps = new ArrayList<>();
        List<Mark> required = new ArrayList<>();
        Map<String, List<Mark>> members = new TreeMap<>();
        TreeSet<Integer> indexes = new TreeSet<>();
        for (Mark mark : marks) {
            Slot slot = slots.get(mark.slot());
            if (slot.required()) {
                required.add(mark);
            }
            List<String> tokens = slot.pointer().tokens();
            if (mark.at() == tokens.size()) {
                (!slot.isKeep() ? ids : mark.spread() ? spreadKeeps : keeps).add(mark.slot());
                continue;
            }
            if (slot.kind() == Slot.Kind.ENTITY && node.entityBelow < 0) {
                node.entityBelow = mark.slot();
            }
            String token = tokens.get(mark.at());
            members.computeIfAbsent(token, name -> new ArrayList<>())
                    .add(new Mark(mark.slot(), mark.at() + 1, mark.spread()));
            if (EventPointer.index(token) >= 0) {
                indexes.add(EventPointer.index(token));
            }
        }
        node.ids = toArray(ids);
        node.keeps = toArray(keeps);
        node.spreadKeeps = toArray(spreadKeeps);
        node.required = List.copyOf(required);
        node.names = members.keySet().toArray(String[]::new);
        node.named = members.values().stream().map(this::node).toArray(Node[]::new);
        node.indexes = toArray(List.copyOf(indexes));
        node.indexed =
                indexes.stream().map(index -> node(inElement(marks, index))).toArray(Node[]::new);
        List<Mark> inEach = inElement(marks, -1);
        node.each = inEach.isEmpty() ? null : node(inEach);
        return node;
    }

    /** Where the pointers are in an array's element: at {@code index}, or at one that no pointer names (-1). */
    private List<Mark> inElement(List<Mark> marks, int index) {
        List<Mark> next = new ArrayList<>();
        for (Mark mark : marks) {
            Slot slot = slots.get(mark.slot());
            List<String> tokens = slot.pointer().tokens();
            if (mark.at() == tokens.size()) {
                // An array of ids is one id after the other; a kept array is kept as a whole.
                if (!slot.isKeep()) {
                    next.add(mark);
                }
                continue;
            }
            int wanted = EventPointer.index(tokens.get(mark.at()));
            if (wanted < 0) {
                next.add(new Mark(mark.slot(), mark.at(), slot.isKeep()));
            } else if (wanted == index) {
                next.add(new Mark(mark.slot(), mark.at() + 1, mark.spread()));
            }
        }
        return next;
    }

    private static int[] toArray(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }
}
