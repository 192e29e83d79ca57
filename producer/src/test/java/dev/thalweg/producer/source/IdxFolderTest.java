package dev.thalweg.producer.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data sets as other programs, archives and systems leave them in folders. */
class IdxFolderTest {
  private static final List<String> NAMES =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MNIST/raw", // torchvision's root
        "raw",
        "FashionMNIST/raw",
        "fashion-mnist", // ~/.keras/datasets
        "gzip", // as EMNIST's archive unpacks
        "a/b/c",
      })
  void folderBelow_isTakenWhereItIsTheOnlyOne(String below) throws IOException {
    IdxBytes.dataSet(folder(below), 28, 28);
    write(temp, "notes.txt", "mine");

    assertRead(find(), below);
  }

  @Test
  void folderOfItsOwn_isTakenForEachFile() throws IOException {
    writeAll(name -> folder("archive/" + name).resolve(name));

    assertRead(find(), "archive");
  }

  @Test
  void folderOfItsOwn_mayHaveTheOtherSpellingOrTheFileToo() throws IOException {
    // Given: as a well-known archive unpacks, where each file is there twice
    writeAll(name -> folder(name).resolve(name));
    writeAll(name -> temp.resolve(name.replace("-idx", ".idx")));

    assertRead(find(), "");
  }

  @Test
  void packedAndUnpacked_mayStandSideBySide() throws IOException {
    writeAll(name -> temp.resolve(name));
    for (String name : NAMES) {
      IdxBytes.write(temp, name + ".GZ", IdxBytes.gzip(Files.readAllBytes(temp.resolve(name))));
    }

    assertRead(find(), "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "._%s",
        ".%s.swp",
        "%s.gz.part",
        "%s.gz.crdownload",
        "%s.sha256",
        "%s.gz.md5",
        "%s.gz:Zone.Identifier",
        "%s~",
        "__MACOSX/%s",
        ".cache/%s",
        "%s.zip",
      })
  void whatOthersPutBesideTheFiles_isPassedBy(String beside) throws IOException {
    IdxBytes.dataSet(temp, 28, 28);
    for (String junk : List.of(".DS_Store", "Thumbs.db", "desktop.ini")) {
      write(temp, junk, "junk");
    }
    for (String name : NAMES) {
      Path file = temp.resolve(beside.formatted(name));
      Files.createDirectories(file.getParent());
      Files.writeString(file, "junk");
    }

    assertRead(find(), "");
  }

  @Test
  void hiddenFilesAlone_areNoDataSet() {
    for (String name : NAMES) {
      IdxBytes.write(temp, "._" + name, new byte[] {0, 5, 22, 7});
    }

    assertThatThrownBy(this::find)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("There is no train-images-idx3-ubyte.gz in " + temp);
  }

  @Test
  void severalFoldersBelow_areRefusedWithTheirNames() throws IOException {
    IdxBytes.dataSet(folder("MNIST/raw"), 28, 28);
    IdxBytes.dataSet(folder("FashionMNIST/raw"), 28, 28);

    assertThatThrownBy(this::find)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("FashionMNIST/raw and ")
        .hasMessageContaining(temp.resolve("MNIST/raw").toString())
        .hasMessageEndingWith("name the folder of one with --data.");
  }

  @Test
  void folderBelow_thatIsTooDeepIsNotSearched() throws IOException {
    IdxBytes.dataSet(folder("a/b/c/d/e"), 28, 28);

    assertThatThrownBy(this::find).hasMessageContaining("There is no train-images-idx3-ubyte.gz");
  }

  @Test
  void filePackedTwice_isUnpackedTwice() throws IOException {
    IdxBytes.dataSet(temp, 28, 28);
    Path images = temp.resolve("train-images-idx3-ubyte.gz");
    Files.write(images, IdxBytes.gzip(Files.readAllBytes(images)));

    assertRead(find(), "");
  }

  @Test
  void filePackedWithoutEnd_isRefused() throws IOException {
    IdxBytes.dataSet(temp, 28, 28);
    Path images = temp.resolve("train-images-idx3-ubyte.gz");
    for (int layer = 0; layer < IdxFile.GZIPS_MAX; layer++) {
      Files.write(images, IdxBytes.gzip(Files.readAllBytes(images)));
    }

    assertThatThrownBy(this::find)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is packed with gzip more than 3 times");
  }

  static Stream<Arguments> foreignFiles() {
    byte[] tar = new byte[1024];
    System.arraycopy(bytes("ustar\00000"), 0, tar, 257, 8);
    String zip = "PK\3\4" + "\0".repeat(22);
    return Stream.of(
        arguments(bytes(zip + "\14\0\0\0gzip/a.idx.gz"), "a zip archive", "unpack it"),
        arguments(bytes(zip + "\13\0\0\0x_train.npy"), "npz", "save its arrays"),
        arguments(tar, "a tar archive", "unpack it"),
        arguments(IdxBytes.gzip(tar), "a tar archive", "unpack it"),
        arguments(bytes("\u0093NUMPY\1\0v\0{'descr'"), "npy", "save its arrays"),
        arguments(bytes("MATLAB 5.0 MAT-file"), "a MATLAB file", "save its arrays"),
        arguments(bytes("BZh91AY&SY"), "packed with bzip2", "unpack it"),
        arguments(bytes("\u00fd7zXZ\0"), "packed with xz", "unpack it"),
        arguments(
            bytes("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 9912422\n"),
            "a pointer of Git LFS",
            "git lfs pull"),
        arguments(bytes("/annex/objects/SHA256E-s99--4d7a.gz\n"), "git-annex", "git annex get"),
        arguments(
            bytes("\r\n <!DOCTYPE HTML><title>Sign in"), "a web page", "fetch the file again"),
        arguments("\ufeff<html lang='de'>".getBytes(StandardCharsets.UTF_8), "a web page", "fetch"),
        arguments(IdxBytes.gzip(bytes("<html>")), "a web page", "fetch the file again"),
        arguments(bytes("<?xml version='1.0'?><Error>NoSuchKey"), "XML", "fetch the file again"),
        arguments(bytes("{\"error\": \"not found\"}"), "JSON", "fetch the file again"),
        arguments(bytes("5,0,0,12\n"), "a text file", "give an IDX file"),
        arguments(bytes("\u0089PNG\r\n\032\n"), "one picture", "give IDX files"),
        arguments(bytes(""), "an empty file", "fetch the file again"),
        arguments(new byte[4096], "a file of zeros", "fetch the file again"),
        arguments(bytes("\1\2\3\4\5"), "a binary file of another format", "give the IDX file"));
  }

  @ParameterizedTest
  @MethodSource("foreignFiles")
  void foreignFile_isCalledWhatItIs_withWhatToDo(byte[] content, String is, String remedy) {
    IdxBytes.dataSet(temp, 28, 28);
    IdxBytes.write(temp, "train-images-idx3-ubyte.gz", content);

    assertThatThrownBy(this::find)
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(temp.resolve("train-images-idx3-ubyte.gz") + " is ")
        .hasMessageContaining(is)
        .hasMessageContaining("holds no examples in IDX format: ")
        .hasMessageContaining(remedy)
        .hasMessageNotContaining("0x");
  }

  @Test
  void archiveInTheFolder_isNamedWithWhatToDo() {
    IdxBytes.write(temp, "readme.md", bytes("# Data"));
    IdxBytes.write(temp, "gzip.zip", bytes("PK\3\4" + "\0".repeat(30)));

    assertThatThrownBy(this::find)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("in %s: gzip.zip is a zip archive: unpack it, ".formatted(temp));
  }

  @Test
  void fileInPlaceOfTheFolder_isCalledWhatItIs() {
    Path zip = IdxBytes.write(temp, "gzip.zip", bytes("PK\3\4" + "\0".repeat(30)));
    Path idx = IdxBytes.write(temp, "images.gz", IdxBytes.gzip(IdxBytes.images(1, 2, 2)));

    assertThatThrownBy(() -> find(zip, false))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("gzip.zip is not a directory but a zip archive: unpack it, ");
    assertThatThrownBy(() -> find(idx, false))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith("but one IDX file: give the folder of all four, --data %s.", temp);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EMNIST/raw/emnist-letters-",
        "x/emnist-letters-",
        "EMNIST/raw/",
        "my_emnist/",
      })
  void emnist_isWarnedAboutUnlessItIsTransposed(String name) throws IOException {
    String file = name.substring(name.lastIndexOf('/') + 1);
    Path folder = folder(name.substring(0, name.lastIndexOf('/')));
    writeAll(each -> folder.resolve(file + each));

    assertThat(find().notes())
        .hasSize(2)
        .allSatisfy(note -> assertThat(note).contains("EMNIST", "give --transpose"));
    assertThat(find(temp, true).notes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"kmnist-", "qmnist-", "femnist/"})
  void othersThanEmnist_areNotWarnedAbout(String name) throws IOException {
    folder("femnist");
    writeAll(each -> temp.resolve(name + each));

    assertThat(find().notes()).isEmpty();
  }

  @Test
  void transposed_rowsAndColumnsAreExchanged() throws IOException {
    // Given: pictures of 2 rows and 3 columns
    writeAll(name -> temp.resolve(name));
    byte[] images = {1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16};
    for (String name : List.of(NAMES.get(0), NAMES.get(2))) {
      IdxBytes.write(temp, name, IdxBytes.idx(0x00000803, images, 2, 2, 3));
    }

    // When
    DataSet data = find(temp, true);

    // Then
    assertThat(data.format()).hasToString("3x2 UINT8");
    assertThat(data.train().at(0).data()).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(data.test().at(1).data()).containsExactly(11, 14, 12, 15, 13, 16);
    assertThat(data.train().description()).endsWith("(IDX files, transposed)");
    assertThat(data.train().name()).isEqualTo("idx");
  }

  @Test
  void transposed_channelsAndLongValuesStayTogether() throws IOException {
    writeAll(name -> temp.resolve(name));
    double[] values = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    for (String name : List.of(NAMES.get(0), NAMES.get(2))) {
      // Two pictures of 2 rows, 2 columns and 2 channels.
      IdxBytes.write(temp, name, IdxBytes.numbers("int16", values, 2, 2, 2, 2));
    }

    DataSet data = find(temp, true);

    assertThat(data.format()).hasToString("2x2x2 FP32");
    ByteBuffer second = ByteBuffer.wrap(data.train().at(1).data()).order(ByteOrder.LITTLE_ENDIAN);
    float[] numbers = new float[8];
    second.asFloatBuffer().get(numbers);
    assertThat(numbers).containsExactly(9, 10, 13, 14, 11, 12, 15, 16);
  }

  @Test
  void transposed_needsRowsAndColumnsOfYourOwn() throws IOException {
    writeAll(name -> temp.resolve(name));
    IdxBytes.write(temp, NAMES.get(0), IdxBytes.numbers("uint8", new double[] {1, 2, 3, 4}, 2, 2));

    assertThatThrownBy(() -> find(temp, true))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("leave --transpose out");
    assertThatThrownBy(() -> locator().find(SourceKind.MNIST, Optional.empty(), true))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("--transpose is for IDX files")
        .hasMessageContaining("--data DIR");
  }

  private interface Place {
    Path of(String name) throws IOException;
  }

  /** Both splits have two examples. */
  private static void writeAll(Place place) throws IOException {
    for (String name : NAMES) {
      Files.write(
          place.of(name),
          name.contains("images") ? IdxBytes.images(2, 28, 28) : IdxBytes.labels(3, 4));
    }
  }

  private void assertRead(DataSet data, String below) {
    assertThat(data.test().size()).isEqualTo(2);
    assertThat(data.format()).hasToString("28x28 UINT8");
    assertThat(data.notes()).isEmpty();
    assertThat(data.train().description()).contains(temp.resolve(below).toString());
  }

  private Path folder(String below) throws IOException {
    return Files.createDirectories(temp.resolve(below));
  }

  private static void write(Path folder, String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  private DataSet find() {
    return find(temp, false);
  }

  private DataSet find(Path data, boolean transpose) {
    return locator().find(SourceKind.IDX, Optional.of(data), transpose);
  }

  private DataLocator locator() {
    return new DataLocator(
        temp.resolve("cache"),
        new MnistMirrors(List.of(), Duration.ofSeconds(1), Duration.ofSeconds(1)),
        42,
        told -> {});
  }
}
