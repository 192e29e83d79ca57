package dev.thalweg.cli.terminal;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thalweg.schemas.UserException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFileTest {
  @TempDir Path folder;

  @Test
  void file_isCheckedBeforeTheWork() {
    assertThatCode(() -> ReportFile.requireWritable(folder.resolve("new.json")))
        .doesNotThrowAnyException();
    assertThatCode(() -> ReportFile.requireWritable(Path.of("in-this-folder.json")))
        .doesNotThrowAnyException();
    for (Path wrong : new Path[] {folder, folder.resolve("no/such.json"), folder.getRoot()}) {
      assertThatExceptionOfType(UserException.class)
          .isThrownBy(() -> ReportFile.requireWritable(wrong))
          .withMessage(
              "The report %s can't be written: name a file in a folder that exists.", wrong);
    }
  }

  @Test
  void fileThatCanNotBeWritten_isOneSentence() {
    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> ReportFile.write(folder, Map.of("a", 1)))
        .withMessageContaining("The report " + folder + " can't be written (");
  }
}
