package dev.thalweg.cli.snapshots;

import dev.thalweg.model.export.ExportFormat;
import dev.thalweg.model.export.ExportedModel;
import dev.thalweg.schemas.UserException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file to export to. It appears whole or not at all: it is written in the same folder under
 * another name, read back, compared, and then moved.
 *
 * @param replace whether a file that is there may be replaced
 */
record ExportFile(Path file, ExportFormat format, boolean replace) {

  /**
   * What was written.
   *
   * @param sha256 of the whole file, as {@code sha256sum} prints it
   */
  record Written(long bytes, String sha256) {}

  /** Checks that the file can be written, before the work is done. */
  void requireWritable() {
    Path folder = folder();
    if (Files.isDirectory(file) || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new UserException(
          "The file %s can't be written: name a file in a folder that exists.".formatted(file));
    }
    if (!replace && Files.exists(file)) {
      throw new UserException(
          "The file %s exists already: name another, or give --force.".formatted(file));
    }
  }

  /** Writes the model, in this format, to this place. */
  Written write(ExportedModel model) {
    try {
      Path draft = draft();
      try {
        try (OutputStream out =
            new BufferedOutputStream(Files.newOutputStream(draft, StandardOpenOption.CREATE_NEW))) {
          format.write(model, out);
        }
        if (!format.read(draft).equals(model)) {
          throw new IOException("what was read back differs from what was written");
        }
        Written written = new Written(Files.size(draft), sha256(draft));
        requireWritable(); // somebody may have put a file there in the meantime
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        return written;
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new UserException(
          "The file %s can't be written (%s): look at its disk, or name another place."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** Not {@link Files#createTempFile}, whose files none but their owner may read. */
  private Path draft() {
    return folder().resolve(file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
  }

  private Path folder() {
    return file.toAbsolutePath().getParent();
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
