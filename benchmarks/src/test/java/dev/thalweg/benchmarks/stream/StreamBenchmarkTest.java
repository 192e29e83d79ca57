package dev.thalweg.benchmarks.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.benchmarks.Bench;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.schemas.UserException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamBenchmarkTest {
  @TempDir Path folder;

  private Path csv() throws Exception {
    StringBuilder text = new StringBuilder("volt,state\n");
    for (int i = 0; i < 500; i++) {
      text.append(i % 2 == 0 ? "1.5,DOWN\n" : "8.5,UP\n");
    }
    return Files.writeString(folder.resolve("rows.csv"), text);
  }

  @Test
  void pass_testsEachRowBeforeItIsLearned() throws Exception {
    Pass pass = new ThalwegPass(Preset.named("tabular"), new CsvStream(csv(), "state")).run(1);

    assertThat(pass.rows()).isEqualTo(500);
    assertThat(pass.accuracy()).isBetween(0.9, 0.999); // the first can't be known
  }

  @Test
  void evaluationOfMoa_isReadFromItsLastLine() {
    Pass pass =
        MoaTable.last(
            "x.Y",
            """
            learning evaluation instances,evaluation time (cpu seconds),a,classified instances,\
            classifications correct (percent),b
            10.0,0.5,0.0,10.0,50.0,?
            20.0,2.5,0.0,20.0,75.0,?
            """);

    assertThat(pass.rows()).isEqualTo(20);
    assertThat(pass.accuracy()).isCloseTo(0.75, within(1e-12));
    assertThat(pass.getRowsPerSecond()).isCloseTo(8, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "java.lang.Exception, at least one comma", "a,b\n1,2\n"})
  void whatIsNoEvaluation_isSaid(String printed) {
    assertThatThrownBy(() -> MoaTable.last("x.Y", printed))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("MOA's x.Y has printed no evaluation");
  }

  @Test
  void vectors_areWrittenForOtherLibraries() throws Exception {
    Path csv = folder.resolve("gaps.csv");
    StringBuilder text = new StringBuilder("volt,state\n");
    for (int i = 0; i < 50; i++) {
      text.append(i % 2 == 0 ? "1.5,DOWN\n" : ",UP\n");
    }
    Files.writeString(csv, text);

    VectorFile vectors = VectorFile.write(folder, new CsvStream(csv, "state"));

    assertThat(vectors.rows()).isEqualTo(50);
    assertThat(vectors.classes()).isEqualTo(2);
    List<String> lines = Files.readAllLines(vectors.path());
    int data = lines.indexOf("@data");
    assertThat(data - 2).as("lines of attributes, and one of classes").isEqualTo(vectors.width());
    assertThat(lines.get(data - 1)).isEqualTo("@attribute class {0,1}");
    assertThat(lines.get(data + 1)).startsWith("1.5,").endsWith(",0");
    assertThat(lines.get(data + 2)).endsWith(",1");
  }

  @Test
  void table_hasMediansAndHowManyTimesSlower() {
    String table =
        StreamBenchmark.table(
            List.of(
                new Pass("a", 100, 0.5, 1),
                new Pass("b", 100, 0.7, 10),
                new Pass("a", 100, 0.6, 1),
                new Pass("b", 100, 0.7, 10)));

    assertThat(table)
        .contains("| a | 55.00 % | 100 | 1.00 |")
        .contains("| b | 70.00 % | 10 | 10.00 |");
  }

  @Test
  void sourceOfRows_isWhatTheTrainerTakes() throws Exception {
    CsvSource source = new CsvSource(new CsvStream(csv(), "state"), "rows.csv");

    assertThat(source.size()).isEqualTo(500);
    assertThat(source.format()).hasToString("1 FP32");
    assertThat(source.classes()).isEqualTo(2);
    assertThat(source.at(1).label()).isEqualTo(1);
    assertThat(ByteBuffer.wrap(source.at(1).data()).order(ByteOrder.LITTLE_ENDIAN).getFloat())
        .isEqualTo(8.5f);
  }

  @Test
  void command_writesItsFigures() throws Exception {
    Path out = folder.resolve("stream.json");
    int code =
        Bench.commandLine()
            .execute("stream", "--csv=" + csv(), "--target=state", "--rounds=2", "--out=" + out);

    assertThat(code).isZero();
    assertThat(Files.readString(out)).contains("\"learner\" : \"thalweg tabular\"");
  }
}
