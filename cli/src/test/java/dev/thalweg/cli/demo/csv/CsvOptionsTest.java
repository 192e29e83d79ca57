package dev.thalweg.cli.demo.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.cli.CommandLines;
import dev.thalweg.cli.CommandLines.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All of these end before anything is started. */
class CsvOptionsTest {
  @TempDir private Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("prices.csv"), content);
  }

  private String refusal(Path file, String... more) {
    List<String> args = new ArrayList<>(List.of("demo", "--csv", file.toString()));
    args.addAll(List.of(more));
    Run run = CommandLines.run(Map.of(), args.toArray(String[]::new));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).hasLineCount(1);
    return run.err().strip();
  }

  @ParameterizedTest
  @CsvSource({
    "--source, digits",
    "--data, .",
    "--data-seed, 3",
    "--drift, invert@5",
    "--shape, 6",
    "--datatype, FP32"
  })
  void optionOfPictures_isRefusedByItsName(String option, String value) throws IOException {
    assertThat(refusal(file("a,b\n1,2\n2,3\n"), "--target", "b", option, value))
        .isEqualTo(
            "thalweg: %s says something of pictures, and --csv learns the rows of a file: leave one"
                    .formatted(option)
                + " of the two out.");
  }

  @Test
  void classesAndEpochs_areRefusedWithWhatToDo() throws IOException {
    Path file = file("a,b\n1,2\n2,3\n");

    assertThat(refusal(file, "--target", "b", "--classes", "3"))
        .contains("edit the target of the mapping");
    assertThat(refusal(file, "--target", "b", "--epochs", "2")).contains("--batch-updates");
    assertThat(refusal(file, "--target", "b", "--samples", "0")).contains("give at least 1.");
  }

  @Test
  void targetWithoutAFile_isRefused() {
    assertThat(CommandLines.run(Map.of(), "demo", "--target", "b").err())
        .contains("--target needs a file: name it with --csv FILE, or leave it out.");
    assertThat(CommandLines.run(Map.of(), "demo", "--mapping", "m.yaml").err())
        .contains("--mapping needs a file");
  }

  @Test
  void columns_areNamedWhereTheTargetIsNone() throws IOException {
    Path file = file("price,Size (m2)\n1,2\n2,3\n");

    assertThat(refusal(file))
        .isEqualTo(
            "thalweg: Which column is to be learned? Give it with --target. Its columns are price,"
                + " Size (m2).");
    assertThat(refusal(file, "--target", "prise"))
        .endsWith(
            "has no column \"prise\". Did you mean \"price\"? Its columns are price, Size (m2).");
    assertThat(refusal(file, "--target", "nothing like it"))
        .endsWith("has no column \"nothing like it\". Its columns are price, Size (m2).");
  }

  @Test
  void target_isRefusedWhenItCanNotBeLearned() throws IOException {
    StringBuilder texts = new StringBuilder("x,y\n");
    StringBuilder stray = new StringBuilder("x,y\n");
    for (int i = 0; i < 300; i++) {
      texts.append(i).append(",name").append(i).append('\n');
      stray.append(i).append(',').append(i == 7 ? "much" : i + ".5").append('\n');
    }

    assertThat(refusal(file("x,y\n1,up\n2,up\n3,\n"), "--target", "y"))
        .contains("has the value \"up\" in every row that has one");
    assertThat(refusal(file("x,y\n1,\n2,NA\n"), "--target", "y")).contains("has no value");
    assertThat(refusal(file(texts.toString()), "--target", "y"))
        .contains("has more than 256 different texts");
    assertThat(refusal(file(stray.toString()), "--target", "y"))
        .contains("has numbers, but \"much\" in row 8");
    assertThat(refusal(file("y\n1\n2\n"), "--target", "y")).contains("nothing to learn it from");
  }

  @Test
  void fileThatIsNoTable_isRefused() throws IOException {
    assertThat(refusal(folder, "--target", "y")).contains("is a directory");
    assertThat(refusal(folder.resolve("none.csv"), "--target", "y")).contains("does not exist");
    assertThat(refusal(file(""), "--target", "y")).contains("there is no header");
    assertThat(refusal(file("x,y\n"), "--target", "y")).contains("has a header and no rows");
    assertThat(refusal(file("x,y\n1\n"), "--target", "y")).contains("line 2: the row has 1");
    assertThat(folder).isDirectoryNotContaining(path -> !path.endsWith("prices.csv"));
  }
}
