package dev.thalweg.producer.source;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * What a file is that is not in IDX format, by its first bytes, for the sentence that refuses it: a
 * stranger learns more from "a web page" than from the bytes themselves.
 *
 * @param name with its article, such as "a zip archive"
 * @param remedy what to do, as an imperative without a full stop
 * @param holdsFiles whether the data may be inside, or in another format, so that a folder without
 *     IDX files is to point to it
 */
record FileKind(String name, String remedy, boolean holdsFiles) {
  /** So many bytes tell all kinds apart; a tar archive's mark ends at 262. */
  static final int HEAD_BYTES = 512;

  private static final int TAR_MARK_OFFSET = 257;
  private static final int ZIP_NAME_LENGTH_OFFSET = 26;
  private static final int ZIP_NAME_OFFSET = 30;
  private static final String UNPACK = "unpack it, and give the folder of its files with --data";
  private static final String UNPACK_ONE = "unpack it (gzip is all that is unpacked here)";
  private static final String CONVERT =
      "save its arrays as IDX files (docs/data.md shows how), and give their folder with --data";
  private static final String FETCH =
      "fetch the file again, by the address of the file itself, or copy it from elsewhere";

  private static FileKind archive(String name) {
    return new FileKind(name, UNPACK, true);
  }

  private static FileKind arrays(String name) {
    return new FileKind(name, CONVERT, true);
  }

  private static FileKind packed(String name) {
    return new FileKind("packed with " + name, UNPACK_ONE, false);
  }

  private static FileKind strange(String name, String remedy) {
    return new FileKind(name, remedy, false);
  }

  /**
   * The kind of a file that is not in IDX format.
   *
   * @param head its first {@link #HEAD_BYTES}, or all where it is shorter, unpacked from gzip
   * @param content what the file was to hold, such as {@code examples}
   */
  static FileKind of(byte[] head, String content) {
    if (head.length == 0) {
      return strange("an empty file, as a download that was cut off leaves it,", FETCH);
    }
    return ofMark(head)
        .or(() -> ofText(head))
        .orElseGet(
            () ->
                strange(
                    "a binary file of another format", "give the IDX file with the " + content));
  }

  private static Optional<FileKind> ofMark(byte[] head) {
    String text = latin1(head);
    FileKind kind = null;
    if (text.startsWith("PK\3\4") || text.startsWith("PK\5\6")) {
      kind =
          firstZipName(head).endsWith(".npy")
              ? arrays("an npz file, NumPy's archive of arrays, as Keras keeps its data sets")
              : archive("a zip archive");
    } else if (text.startsWith("ustar", TAR_MARK_OFFSET)) {
      kind = archive("a tar archive");
    } else if (text.startsWith("7z\u00bc\u00af")) {
      kind = archive("a 7z archive");
    } else if (text.startsWith("Rar!")) {
      kind = archive("a RAR archive");
    } else if (text.startsWith("\u0093NUMPY")) {
      kind = arrays("an npy file, an array of NumPy's");
    } else if (text.startsWith("MATLAB 5.0")) {
      kind = arrays("a MATLAB file");
    } else if (text.startsWith("\u0089HDF")) {
      kind = arrays("an HDF5 file");
    } else if (text.startsWith("PAR1")) {
      kind = arrays("a Parquet file");
    } else if (head.length > 1 && text.charAt(0) == 0x80 && text.charAt(1) >= 2 && head[1] <= 5) {
      kind = arrays("a pickle, Python's own format,");
    } else if (text.startsWith("BZh")) {
      kind = packed("bzip2");
    } else if (text.startsWith("\u00fd7zXZ")) {
      kind = packed("xz");
    } else if (text.startsWith("(\u00b5/\u00fd")) {
      kind = packed("Zstandard");
    } else if (text.startsWith("\u001f\u009d")) {
      kind = packed("compress");
    } else if (text.startsWith("\u001f\u008b")) {
      kind = strange("packed with gzip more than %d times".formatted(IdxFile.GZIPS_MAX), UNPACK);
    } else if (text.startsWith("\u0089PNG")
        || text.startsWith("\u00ff\u00d8\u00ff")
        || text.startsWith("GIF8")) {
      kind = strange("one picture", "give IDX files, each of which holds all pictures of a part");
    } else if (text.startsWith("%PDF")) {
      kind = strange("a PDF document", FETCH);
    } else if (text.chars().allMatch(c -> c == 0)) {
      kind = strange("a file of zeros, as a download that was cut off leaves it,", FETCH);
    }
    return Optional.ofNullable(kind);
  }

  private static Optional<FileKind> ofText(byte[] head) {
    String text = withoutByteOrderMark(new String(head, StandardCharsets.UTF_8)).stripLeading();
    String lower = text.toLowerCase(Locale.ROOT);
    FileKind kind = null;
    if (lower.startsWith("version https://git-lfs")) {
      kind =
          strange(
              "a pointer of Git LFS, which stands for the file in a repository",
              "fetch the file itself with \"git lfs pull\"");
    } else if (lower.startsWith("/annex/objects/")) {
      kind =
          strange(
              "a pointer of git-annex, which stands for the file in a repository",
              "fetch the file itself with \"git annex get\"");
    } else if (lower.startsWith("<!doctype html")
        || lower.startsWith("<html")
        || lower.startsWith("<!--")
        || lower.startsWith("<head")) {
      kind = strange("a web page that was saved under the file's name", FETCH);
    } else if (lower.startsWith("<")) {
      kind = strange("XML, such as a server's answer that it has no such file", FETCH);
    } else if (lower.startsWith("{") || lower.startsWith("[")) {
      kind = strange("JSON text, such as a server's answer that it has no such file", FETCH);
    } else if (lower.chars().noneMatch(FileKind::isBinary)) {
      kind = strange("a text file", "give an IDX file, or save its numbers as one");
    }
    return Optional.ofNullable(kind);
  }

  /** Whether no text has it; a replacement character may be what the end of the head cut apart. */
  private static boolean isBinary(int character) {
    return character < ' ' && "\t\r\n\f".indexOf(character) < 0;
  }

  private static String withoutByteOrderMark(String text) {
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  private static String firstZipName(byte[] head) {
    if (head.length < ZIP_NAME_OFFSET) {
      return "";
    }
    int length =
        Byte.toUnsignedInt(head[ZIP_NAME_LENGTH_OFFSET])
            | Byte.toUnsignedInt(head[ZIP_NAME_LENGTH_OFFSET + 1]) << 8;
    String text = latin1(head);
    return text.substring(ZIP_NAME_OFFSET, Math.min(text.length(), ZIP_NAME_OFFSET + length));
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
