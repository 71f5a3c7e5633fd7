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
 * Compiles the pointers of one catalog entry into a tree of nodes for {@link DataExtractor}. The compiled nodes are immutable and
 * thread-safe.
 *
 * <p><b>Implementation note.</b> Each pointer alone is a small state machine. Its state is the number of tokens that the path to the
 * current value has consumed ({@link PointerState}). There are two transitions:
 *
 * <ul>
 *   <li>A key of an object consumes the next token if they are equal. Otherwise the pointer cannot match below this key.
 *   <li>An element of an array consumes the next token if that is the index of the element. If the next token is not an index, the
 *       pointer stays as it is and continues in <i>every</i> element. This is how {@code /data/items/id} finds the ids of all items.
 * </ul>
 *
 * <p>All pointers advance together, so the state of the whole entry is the list of the states of all pointers that can still match.
 * The compiler builds one {@link MatcherNode} for each list that can occur: the subset construction of a deterministic automaton. At
 * run time, each key or index is then one lookup, however many pointers the entry has. Lists that are equal share one node. Nested
 * arrays make a node its own child, so a node is registered before its children are built.
 *
 * <p>A token like {@code 0} matches a key and an index, so pointers that mix indexes and names can multiply the number of lists. An
 * entry has at most {@value #MAX_NODES} nodes. The catalog also limits the sum of all entries.
 */
final class PointerMatcher {

    /** Bounds the memory of an entry. Real entries have a few nodes. */
    private static final int MAX_NODES = 1000;

    private final List<CatalogField> fields;
    private final Map<List<PointerState>, MatcherNode> nodes = new HashMap<>();

    private PointerMatcher(List<CatalogField> fields) {
        this.fields = fields;
    }

    /**
     * Returns the node of the whole data, or null if no pointer begins there. Throws {@link IllegalArgumentException} if there are too
     * many nodes.
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
     * The state of one pointer.
     *
     * @param field the index of the field
     * @param consumed the number of consumed tokens
     * @param repeated whether the pointer of an attribute has passed through all elements of an array, so that it has several values
     */
    record PointerState(int field, int consumed, boolean repeated) {

        // Hand-written, because each start of a function compares states. The JVM links a record's generated methods
        // through method
        // handles on first use, which takes longer than the rest of reading a catalog.

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

    /** The fields that can match at one value or below it. */
    static final class MatcherNode {

        /** A node without fields. It matches the values below an attribute. */
        static final MatcherNode NOTHING = new MatcherNode();

        /** The entities and the actor whose id is this value. */
        int[] ids = {};
        /** The attributes whose only value is this value. */
        int[] attributes = {};
        /** The attributes that have this value as one of several values. */
        int[] repeatedAttributes = {};
        /** The pointers of required entities that end at this value or below it. */
        List<PointerState> required = List.of();
        /** An entity whose id is below this value, or -1. The value must then be an object or an array. */
        int entityBelow = -1;

        private String[] names = {};
        private MatcherNode[] named = {};
        private int[] indexes = {};
        private MatcherNode[] indexed = {};
        private @Nullable MatcherNode each;
        /** The number of all nodes. Set for the root only. */
        private int count;

        private MatcherNode() {}

        int count() {
            return count;
        }

        boolean isAttribute() {
            return attributes.length + repeatedAttributes.length > 0;
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

        /** Returns the index of the member with this name, or -1. */
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
        nodes.put(states, node);

        List<Integer> ids = new ArrayList<>();
        List<Integer> attributes = new ArrayList<>();
        List<Integer> repeatedAttributes = new ArrayList<>();
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
                (!field.isAttribute() ? ids : state.repeated() ? repeatedAttributes : attributes).add(state.field());
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
        node.attributes = toArray(attributes);
        node.repeatedAttributes = toArray(repeatedAttributes);
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

    /** Returns the states in an element of an array. {@code index} is -1 for all elements that no pointer selects by index. */
    private List<PointerState> inElement(List<PointerState> states, int index) {
        List<PointerState> next = new ArrayList<>();
        for (PointerState state : states) {
            CatalogField field = fields.get(state.field());
            List<String> tokens = field.pointer().tokens();
            if (state.consumed() == tokens.size()) {
                // Each element of an array of ids is an id. An array as an attribute is one value.
                if (!field.isAttribute()) {
                    next.add(state);
                }
                continue;
            }
            int wanted = EventPointer.index(tokens.get(state.consumed()));
            if (wanted < 0) {
                next.add(new PointerState(state.field(), state.consumed(), field.isAttribute()));
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
