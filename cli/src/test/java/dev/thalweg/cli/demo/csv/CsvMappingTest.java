package dev.thalweg.cli.demo.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thalweg.cli.terminal.WorkDirectory;
import dev.thalweg.mapping.Mapping;
import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvMappingTest {
  @TempDir private Path folder;

  private CsvTable table(String name, String content) throws IOException {
    return CsvTable.read(Files.writeString(folder.resolve(name), content));
  }

  private CsvTable rows() throws IOException {
    StringBuilder text = new StringBuilder("id;Größe;Ort;Preis in €\n");
    for (int i = 0; i < 3_000; i++) {
      text.append("%d;%d,5;%s;%d,25\n".formatted(5_000 + i, i % 90, i % 3 == 0 ? "A" : "B", i));
    }
    return table("My Häuser.csv", text.toString());
  }

  private WorkDirectory work() {
    return WorkDirectory.of(folder.resolve("work"));
  }

  private static CsvOptions target(String column) {
    CsvOptions options = new CsvOptions();
    options.target = column;
    return options;
  }

  private CsvOptions mapping(String text) throws IOException {
    CsvOptions options = new CsvOptions();
    options.mapping = Files.writeString(folder.resolve("own.yaml"), text);
    return options;
  }

  @Test
  void draft_isOfTheColumnsByWhatTheyHold() throws IOException {
    CsvMapping drafted = CsvMapping.of(target("Preis in €"), rows(), null, work());

    Mapping mapping = drafted.mapping();
    assertThat(mapping.pipeline()).isEqualTo("my-h-user");
    assertThat(drafted.topic()).isEqualTo("my-h-user.rows");
    assertThat(mapping.source().topics()).containsExactly("my-h-user.rows");
    assertThat(mapping.columns()).containsExactly("Gr__e", "Ort=A", "Ort=B");
    assertThat(mapping.target().isNumber()).isTrue();
    assertThat(mapping.target().field()).isEqualTo("Preis_in__");
    assertThat(drafted.summary()).isEqualTo("\"Preis_in__\", a number, from 3 columns");
    assertThat(drafted.draft().orElseThrow()).contains("# \"id\" is left out");
    assertThat(folder.resolve("work")).doesNotExist();
  }

  @Test
  void draft_hasEveryClass_howeverRareAndLate() throws IOException {
    StringBuilder text = new StringBuilder("x,y\n");
    for (int i = 0; i < 5_000; i++) {
      text.append(i % 70).append(i == 4_321 ? ",rare\n" : i % 2 == 0 ? ",yes\n" : ",no\n");
    }
    text.append("70,very rare\n");

    CsvMapping drafted = CsvMapping.of(target("y"), table("t.csv", text.toString()), null, work());

    assertThat(drafted.mapping().target().classes())
        .containsExactly("no", "rare", "very rare", "yes");
  }

  @Test
  void draft_takesAColumnOfNumbersForThat_evenIfAFewAreMistaken() throws IOException {
    StringBuilder text = new StringBuilder("x,y\n");
    for (int i = 0; i < 500; i++) {
      text.append(i == 9 ? "none" : i + ".5").append(i % 2 == 0 ? ",yes\n" : ",no\n");
    }

    CsvMapping drafted = CsvMapping.of(target("y"), table("t.csv", text.toString()), null, work());

    assertThat(drafted.mapping().columns()).containsExactly("x");
    assertThat(drafted.draft().orElseThrow())
        .contains("  - x  # 1 of 500 values are no numbers, and their records go to dead-letters");
  }

  @Test
  void keptMapping_isThatOfTheNextRun_evenIfNobodyNamesTheTarget() throws IOException {
    // Given
    CsvTable table = rows();
    CsvMapping drafted = CsvMapping.of(target("Ort"), table, "homes", work());
    drafted.keepIn(work(), table);
    assertThat(drafted.file()).exists().isEqualTo(work().path().resolve("homes.mapping.yaml"));

    // When
    CsvMapping again = CsvMapping.of(new CsvOptions(), table, "homes", work());

    // Then
    again.keepIn(work(), table);
    assertThat(again.draft()).isEmpty();
    assertThat(again.mapping().sha256()).isEqualTo(drafted.mapping().sha256());
    assertThatThrownBy(() -> CsvMapping.of(target("id"), table, "homes", work()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has the target \"Ort\", and --target says \"id\"");
  }

  @Test
  void directory_isOfOneFileAndOneMapping() throws IOException {
    // Given
    CsvTable table = rows();
    CsvMapping drafted = CsvMapping.of(target("Ort"), table, null, work());
    drafted.keepIn(work(), table);

    // Then: an edited mapping is refused, in place and elsewhere
    String edited = drafted.draft().orElseThrow().replace("classes: [A, B]", "classes: [B, A]");
    CsvMapping elsewhere = CsvMapping.of(mapping(edited), table, null, work());
    assertThatThrownBy(() -> elsewhere.keepIn(work(), table))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("holds samples that the mapping", "use another --dir.");
    Files.writeString(drafted.file(), edited);
    CsvMapping inPlace = CsvMapping.of(new CsvOptions(), table, null, work());
    assertThatThrownBy(() -> inPlace.keepIn(work(), table)).isInstanceOf(UserException.class);

    // And: so is another file of the same name
    Path path = table.path();
    Files.writeString(path, Files.readString(path) + "9;1,5;A;1,25\n");
    CsvTable longer = CsvTable.read(path);
    assertThatThrownBy(() -> CsvMapping.of(target("Ort"), longer, null, work()))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(
            "holds a demo of the stream \"csv My Häuser.csv ", "another --dir.");
  }

  @Test
  void mappingOfOthers_isRefusedWhereItDoesNotFit() throws IOException {
    CsvTable table = table("t.csv", "x,y\n1,2\n2,1\n");
    String fitting =
        """
        pipeline: t
        source: {topic: t.rows, format: avro}
        features: [x]
        target: {field: y, classes: [1, 2]}
        """;

    assertThat(CsvMapping.of(mapping(fitting), table, null, work()).pipeline().name())
        .isEqualTo("t");
    assertRefused(table, fitting.replace("t.rows", "readings"), "{topic: t.rows, format: avro}");
    assertRefused(table, fitting.replace("avro", "json"), "{topic: t.rows, format: avro}");
    assertRefused(table, fitting.replace("[x]", "[z]"), "does not fit");
    assertThatThrownBy(() -> CsvMapping.of(mapping(fitting), table, "other", work()))
        .hasMessageContaining("is of the pipeline t, and --pipeline says other");
  }

  private void assertRefused(CsvTable table, String text, String sentence) {
    assertThatThrownBy(() -> CsvMapping.of(mapping(text), table, null, work()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void streamsOfTheField_getAllTheirNumbersAsFeatures() {
    String streams = System.getenv("THALWEG_STREAMS");
    assumeTrue(streams != null, "THALWEG_STREAMS is not set: no streams to draft mappings of");

    CsvTable elec = CsvTable.read(Path.of(streams, "elec.csv.gz"));
    assertThat(elec.rows()).isEqualTo(45_312);
    Mapping mapping = CsvMapping.of(target("class"), elec, null, work()).mapping();
    assertThat(mapping.columns())
        .containsExactly("period", "nswprice", "nswdemand", "vicprice", "vicdemand", "transfer");
    assertThat(mapping.target().classes()).containsExactly("0", "1");
  }
}
