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
 * one {@link MatcherNode}, or none, and a value without a node is skipped. Immutable and thread-safe once built.
 *
 * <p>An object's key takes a pointer one token further. An array's element does so where the token is an index;
 * otherwise the pointer stays where it is, and so goes on in every element.
 */
final class PointerMatcher {

    /** Far beyond what any entry needs; it bounds what mixing indexes and names at one place can multiply to. */
    private static final int MAX_NODES = 1000;

    private final List<CatalogField> fields;
    private final Map<List<PointerState>, MatcherNode> nodes = new HashMap<>();

    private PointerMatcher(List<CatalogField> fields) {
        this.fields = fields;
    }

    /**
     * The node of the data itself; null if no pointer goes there. Throws {@link IllegalArgumentException} if it gets
     * too big.
     */
    static @Nullable MatcherNode compile(List<CatalogField> fields) {
        List<PointerState> states = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).pointer().root() == EventPointer.Root.DATA) {
                states.add(new PointerState(i, 0, false));
            }
        }
        if (states.isEmpty()) {
            return null;
        }
        PointerMatcher matcher = new PointerMatcher(fields);
        MatcherNode root = matcher.node(states);
        root.count = matcher.nodes.size();
        return root;
    }

    /**
     * How far a pointer has come.
     *
     * @param field whose pointer it is
     * @param consumed how many of its tokens are used up
     * @param repeated whether a kept field went through "every element" on its way, so that it has many values
     */
    record PointerState(int field, int consumed, boolean repeated) {

        // By hand, for each start of a function compares states: a record's own equals and hashCode are put together
        // from method handles when they are first called, which costs more than the rest of reading a catalog.

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof PointerState state
                    && field == state.field
                    && consumed == state.consumed
                    && repeated == state.repeated;
        }

        @Override
        public int hashCode() {
            return (31 * field + consumed) * 31 + Boolean.hashCode(repeated);
        }
    }

    /** What is looked for at and below one value. */
    static final class MatcherNode {

        /** Below a kept value, where nothing else is looked for. */
        static final MatcherNode NOTHING = new MatcherNode();

        /** Entities and the actor that have their id here. */
        int[] ids = {};
        /** Kept fields that have their one value here. */
        int[] keeps = {};
        /** Kept fields that have one of their many values here. */
        int[] repeatedKeeps = {};
        /** Pointers of required entities that end here or below. */
        List<PointerState> required = List.of();
        /** An entity whose id must be below this value, so that a plain value here is a fault; -1 if there is none. */
        int entityBelow = -1;

        private String[] names = {};
        private MatcherNode[] named = {};
        private int[] indexes = {};
        private MatcherNode[] indexed = {};
        private @Nullable MatcherNode each;
        /** How many nodes there are in all; known of the first one only. */
        private int count;

        private MatcherNode() {}

        int count() {
            return count;
        }

        boolean isKept() {
            return keeps.length + repeatedKeeps.length > 0;
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

        MatcherNode memberNode(int member) {
            return named[member];
        }

        @Nullable
        MatcherNode element(int index) {
            int known = indexes.length == 0 ? -1 : Arrays.binarySearch(indexes, index);
            return known >= 0 ? indexed[known] : each;
        }
    }

    private MatcherNode node(List<PointerState> states) {
        MatcherNode known = nodes.get(states);
        if (known != null) {
            return known;
        }
        if (nodes.size() == MAX_NODES) {
            throw new IllegalArgumentException("mixes array indexes and names in too many ways");
        }
        MatcherNode node = new MatcherNode();
        // Before its children: in nested arrays a node is its own child.
        nodes.put(states, node);

        List<Integer> ids = new ArrayList<>();
        List<Integer> keeps = new ArrayList<>();
        List<Integer> repeatedKeeps = new ArrayList<>();
        List<PointerState> required = new ArrayList<>();
        Map<String, List<PointerState>> members = new TreeMap<>();
        TreeSet<Integer> indexes = new TreeSet<>();
        for (PointerState state : states) {
            CatalogField field = fields.get(state.field());
            if (field.required()) {
                required.add(state);
            }
            List<String> tokens = field.pointer().tokens();
            if (state.consumed() == tokens.size()) {
                (!field.isKeep() ? ids : state.repeated() ? repeatedKeeps : keeps).add(state.field());
                continue;
            }
            if (field.kind() == CatalogField.Kind.ENTITY && node.entityBelow < 0) {
                node.entityBelow = state.field();
            }
            String token = tokens.get(state.consumed());
            members.computeIfAbsent(token, name -> new ArrayList<>())
                    .add(new PointerState(state.field(), state.consumed() + 1, state.repeated()));
            if (EventPointer.index(token) >= 0) {
                indexes.add(EventPointer.index(token));
            }
        }
        node.ids = toArray(ids);
        node.keeps = toArray(keeps);
        node.repeatedKeeps = toArray(repeatedKeeps);
        node.required = List.copyOf(required);
        node.names = members.keySet().toArray(String[]::new);
        node.named = members.values().stream().map(this::node).toArray(MatcherNode[]::new);
        node.indexes = toArray(List.copyOf(indexes));
        node.indexed =
                indexes.stream().map(index -> node(inElement(states, index))).toArray(MatcherNode[]::new);
        List<PointerState> inEach = inElement(states, -1);
        node.each = inEach.isEmpty() ? null : node(inEach);
        return node;
    }

    /** Where the pointers are in an array's element: at {@code index}, or at one that no pointer names (-1). */
    private List<PointerState> inElement(List<PointerState> states, int index) {
        List<PointerState> next = new ArrayList<>();
        for (PointerState state : states) {
            CatalogField field = fields.get(state.field());
            List<String> tokens = field.pointer().tokens();
            if (state.consumed() == tokens.size()) {
                // An array of ids is one id after the other; a kept array is kept as a whole.
                if (!field.isKeep()) {
                    next.add(state);
                }
                continue;
            }
            int wanted = EventPointer.index(tokens.get(state.consumed()));
            if (wanted < 0) {
                next.add(new PointerState(state.field(), state.consumed(), field.isKeep()));
            } else if (wanted == index) {
                next.add(new PointerState(state.field(), state.consumed() + 1, state.repeated()));
            }
        }
        return next;
    }

    private static int[] toArray(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }
}
