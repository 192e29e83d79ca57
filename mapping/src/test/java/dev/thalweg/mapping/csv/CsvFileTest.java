package dev.thalweg.mapping.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvFileTest {
  @TempDir private Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("t.csv"), content);
  }

  /** Each row with the line on which it begins. */
  private static List<String> rows(Path path) {
    List<String> rows = new ArrayList<>();
    try (CsvFile file = CsvFile.open(path)) {
      for (Optional<Map<String, String>> row = file.next(); row.isPresent(); row = file.next()) {
        rows.add(file.line() + " " + row.get());
      }
    }
    return rows;
  }

  @Test
  void rows_areReadWithTheirLines() throws IOException {
    Path path = file("\uFEFFa;b\r\n1;\"x;\r\n\"\"y\"\"\"\r\n\r\n2;\r\nü ; z");

    assertThat(rows(path))
        .containsExactly("2 {a=1, b=x;\r\n\"y\"}", "5 {a=2, b=}", "6 {a=ü , b= z}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a,b|1,2
          a;b,c;d|1;2;3
          "a,;";b|1;2
          a|1
          """)
  void separator_isTheHeadersMostFrequent(String header, String row) throws IOException {
    assertThat(rows(file(header + "\n" + row + "\n"))).hasSize(1);
    assertThat(rows(file("a\tb\n1,2\t3\n"))).containsExactly("2 {a=1,2, b=3}");
  }

  @Test
  void gzip_isUnpacked() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write("a,b\n1,2\n".getBytes(UTF_8));
    }
    byte[] bytes = packed.toByteArray();
    Path path = Files.write(folder.resolve("t.csv.gz"), bytes);

    assertThat(rows(path)).containsExactly("2 {a=1, b=2}");
    Files.write(path, Arrays.copyOf(bytes, bytes.length - 12));
    assertThatThrownBy(() -> rows(path))
        .isInstanceOf(UserException.class)
        .hasMessage(path + " is a damaged gzip file: fetch it again.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``|line 1: there is no header: name the columns in line 1.
          a,a\\n|line 1: two columns are named "a": give each another name.
          a, \\n|line 1: a column has no name: give each column one in the header.
          a,b\\n1,2\\n\\n1\\n|line 4: the row has 1 columns and the header 2: give it as many, and quote a value that has the separator in it.
          a,b\\n1,2,3\\n|line 2: the row has 3 columns and the header 2: give it as many, and quote a value that has the separator in it.
          """)
  void file_isRefusedWithItsLine(String content, String sentence) throws IOException {
    Path path = file(content.replace("\\n", "\n"));

    assertThatThrownBy(() -> rows(path))
        .isInstanceOf(UserException.class)
        .hasMessage("%s, %s", path, sentence);
  }

  @Test
  void file_isRefusedWhenItIsNoCsv() throws IOException {
    Path unclosed = file("a,b\n1,\"x\n");
    assertThatThrownBy(() -> rows(unclosed))
        .hasMessageMatching(".*, line [23]: this is not CSV .*: check the quotes\\.");
    Path endless = file("a,b\n1,\"" + "x\n".repeat(1 << 20));
    assertThatThrownBy(() -> rows(endless))
        .hasMessageMatching(".*, line \\d+: a row has more than 1,048,576 characters: close .*");
    Path header = file("a".repeat(2 << 20));
    assertThatThrownBy(() -> rows(header)).hasMessageContaining("line 1: a row has more than");
    Path latin = Files.write(folder.resolve("l.csv"), "a,\u00e4\n".getBytes(ISO_8859_1));
    assertThatThrownBy(() -> rows(latin)).hasMessage(latin + " is not UTF-8: save it as UTF-8.");
    Path none = folder.resolve("none.csv");
    assertThatThrownBy(() -> rows(none)).hasMessage(none + " does not exist: name a CSV file.");
    assertThatThrownBy(() -> rows(folder)).hasMessageContaining(" can't be read ");
  }

  @Test
  void types_areThoseOfTheFirstRows() throws IOException {
    Path path =
        file("a b,1st,é,a-b,none,flag,code\n1,1.5,x,NA,,true,1\n-2,1,NA,7,,false,007\n,,,,,,\n");

    CsvRecords records = CsvRecords.infer(path, "acme.Row", 1_000);

    assertThat(records.schema().getFields().stream().map(Schema.Field::name))
        .containsExactly("a_b", "_1st", "_", "a_b_2", "none", "flag", "code");
    assertThat(records.schema().getField("a_b_2").doc()).isEqualTo("The column a-b");
    assertThat(records.fieldNames()).containsEntry("1st", "_1st");
    assertThat(
            records.schema().getFields().stream()
                .map(field -> field.schema().getTypes().get(1).getType()))
        .containsExactly(
            Schema.Type.LONG,
            Schema.Type.DOUBLE,
            Schema.Type.STRING,
            Schema.Type.LONG,
            Schema.Type.STRING,
            Schema.Type.STRING,
            Schema.Type.STRING);
    try (CsvFile file = CsvFile.open(path)) {
      assertThat(records.record(file.next().orElseThrow(), 2))
          .hasToString(
              "{\"a_b\": 1, \"_1st\": 1.5, \"_\": \"x\", \"a_b_2\": null, \"none\": null,"
                  + " \"flag\": \"true\", \"code\": \"1\"}");
    }
  }

  @Test
  void laterValue_isRefusedWhenItsColumnHasAnotherType() throws IOException {
    Path path = file("a,b\n1,1.5\n2.5,x\n");
    CsvRecords records = CsvRecords.infer(path, "acme.Row", 1);

    assertThatThrownBy(() -> records.record(Map.of("a", "2.5", "b", "1"), 3))
        .hasMessage(
            path
                + ", line 3, column \"a\": \"2.5\" is not a whole number, as those before it: mend"
                + " the value, or let more rows decide what the column is.");
    assertThatThrownBy(() -> records.record(Map.of("a", "2", "b", "x"), 3))
        .hasMessageContaining("line 3, column \"b\": \"x\" is not a number, as those before it");
    assertThat(CsvRecords.infer(path, "acme.Row", 2).schema().toString())
        .contains("\"string\"", "\"double\"")
        .doesNotContain("long");
  }

  @Test
  void numbersWithACommaForADot_areNumbersWhereColumnsAreNotSeparatedByIt() throws IOException {
    Path path = file("a;b;c;d;e\n1,5;1,5;7;1,5;\n-2;2.5;-,5e1;x;NA\n");

    CsvRecords records = CsvRecords.infer(path, "acme.Row", 1_000);

    assertThat(records.rows()).isEqualTo(2);
    try (CsvFile file = CsvFile.open(path)) {
      assertThat(file.separator()).isEqualTo(';');
      assertThat(records.record(file.next().orElseThrow(), 2))
          .hasToString("{\"a\": 1.5, \"b\": \"1,5\", \"c\": 7.0, \"d\": \"1,5\", \"e\": null}");
      assertThat(records.record(file.next().orElseThrow(), 3))
          .hasToString("{\"a\": -2.0, \"b\": \"2.5\", \"c\": -5.0, \"d\": \"x\", \"e\": \"NA\"}");
    }
    Path quoted = file("a,b\n\"1,234\",x\n");
    assertThat(CsvRecords.infer(quoted, "acme.Row", 1).schema().toString())
        .doesNotContain("double");
  }

  @Test
  void firstColumn_mayHaveNoName_asDataFramesWriteIt() throws IOException {
    assertThat(rows(file(",a\n0,1\n"))).containsExactly("2 {row_id=0, a=1}");
    Path taken = file(",row_id\n0,1\n");
    assertThatThrownBy(() -> rows(taken)).hasMessageContaining("two columns are named \"row_id\"");
  }
}
