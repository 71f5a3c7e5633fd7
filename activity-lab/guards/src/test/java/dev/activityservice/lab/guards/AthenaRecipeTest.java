package dev.activityservice.lab.guards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alibaba.druid.DbType;
import com.alibaba.druid.sql.SQLUtils;
import com.alibaba.druid.sql.ast.SQLDataType;
import com.alibaba.druid.sql.ast.SQLStructDataType;
import com.alibaba.druid.sql.ast.statement.SQLColumnDefinition;
import com.alibaba.druid.sql.dialect.hive.stmt.HiveCreateTableStatement;
import com.alibaba.druid.sql.parser.ParserException;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.CreateView;
import io.trino.sql.tree.Query;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The statements of docs/dynamodb.md for Athena. Athena's queries are those of Trino, and its statements for tables those of Hive, so
 * the parsers of both check them. Athena itself runs only in an AWS account.
 */
class AthenaRecipeTest {

    private static final String PAGE = Repository.here().read("docs/dynamodb.md");
    private static final List<String> STATEMENTS = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL)
            .matcher(PAGE)
            .results()
            .map(block -> block.group(1))
            .toList();
    private static final Pattern ATTRIBUTE = Pattern.compile("(?m)^\\| (`[a-z]`(?:, `[a-z]`)*) \\| ([SNB]) \\|");

    private final SqlParser parser = new SqlParser();

    @Test
    void there_are_a_table_a_view_and_three_queries() {
        assertThat(STATEMENTS).hasSize(5);
        assertThat(parser.createStatement(STATEMENTS.get(1))).isInstanceOf(CreateView.class);
        assertThat(STATEMENTS.subList(2, 5))
                .allSatisfy(query -> assertThat(parser.createStatement(query)).isInstanceOf(Query.class));
        assertThatThrownBy(() -> parser.createStatement(STATEMENTS.get(2).replace("GROUP BY", "GROUP")))
                .isInstanceOf(ParsingException.class);
    }

    @Test
    void the_table_has_each_attribute_with_its_type() {
        Map<String, String> expected = new TreeMap<>(Map.of("pk", "s", "sk", "s", "t", "s"));
        ATTRIBUTE
                .matcher(PAGE)
                .results()
                .forEach(row -> Pattern.compile("[a-z]")
                        .matcher(row.group(1))
                        .results()
                        .forEach(name -> expected.put(name.group(), row.group(2).toLowerCase(Locale.ROOT))));

        assertThat(expected).hasSizeGreaterThan(15);
        assertThat(columns(STATEMENTS.get(0))).isEqualTo(expected);
        assertThatThrownBy(() -> columns(STATEMENTS.get(0).replace("ROW FORMAT SERDE", "ROW SERDE")))
                .isInstanceOf(ParserException.class);
    }

    /** Trino's patterns are those of Java, apart from features that are not used here. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "order#ORD-1 | | order | ORD-1",
                "~acme~order#ORD-1 | acme | order | ORD-1",
                "order#a#b | | order | a#b",
                "~acme~order#~x~y#z | acme | order | ~x~y#z",
                "@order#ORD-1 | | |",
                "~acme~@order#ORD-1 | acme | |",
                "#XcktCmXC9Gi9YY2HqJGE0G_xmr6zbJMpEuLgwMrs88o | | |",
            })
    void the_view_reads_tenant_type_and_id_from_a_key(
            String key, @Nullable String tenant, @Nullable String type, @Nullable String id) {
        List<String> patterns = Pattern.compile("regexp_extract\\(item\\.pk\\.s, '([^']+)', 1\\)")
                .matcher(STATEMENTS.get(1))
                .results()
                .map(each -> each.group(1))
                .toList();

        assertThat(patterns.stream().map(pattern -> extract(pattern, key)).toList())
                .containsExactly(tenant, type, id);
    }

    private static @Nullable String extract(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }

    private static Map<String, String> columns(String statement) {
        HiveCreateTableStatement table =
                (HiveCreateTableStatement) SQLUtils.parseSingleStatement(statement, DbType.hive);
        assertThat(table.isExternal()).isTrue();
        SQLColumnDefinition column =
                (SQLColumnDefinition) table.getTableElementList().get(0);
        assertThat(column.getColumnName()).isEqualTo("item");
        return fields(column.getDataType()).stream()
                .collect(Collectors.toMap(
                        field -> field.getName().getSimpleName(),
                        field -> fields(field.getDataType()).get(0).getName().getSimpleName(),
                        (first, second) -> first + " and " + second,
                        TreeMap::new));
    }

    private static List<SQLStructDataType.Field> fields(SQLDataType type) {
        return ((SQLStructDataType) type).getFields();
    }
}
