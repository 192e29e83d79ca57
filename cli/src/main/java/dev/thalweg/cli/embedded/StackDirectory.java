package dev.thalweg.cli.embedded;

import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** What is where under the directory of a stack. */
record StackDirectory(Path root) {

  /**
   * Makes the directory and what belongs into it.
   *
   * @throws UserException if that is not possible
   */
  static StackDirectory create(Path dir) {
    StackDirectory directory = new StackDirectory(dir.toAbsolutePath().normalize());
    if (directory.root.toString().indexOf(',') >= 0) {
      throw new UserException(
          "The directory "
              + directory.root
              + " has a comma in its path, where Kafka would begin another directory; give one"
              + " without with --dir.");
    }
    try {
      Files.createDirectories(directory.kafka());
      Files.createDirectories(directory.registry());
      Files.createDirectories(directory.logs());
    } catch (IOException e) {
      throw directory.unusable(e);
    }
    return directory;
  }

  Path kafka() {
    return root.resolve("kafka");
  }

  Path registry() {
    return root.resolve("registry");
  }

  Path logs() {
    return root.resolve("logs");
  }

  Path address() {
    return root.resolve("stack.properties");
  }

  /**
   * The right to run a stack here; empty if another process, or another stack of this one, has it.
   *
   * @throws UserException if nothing can be written here
   */
  Optional<DirectoryLock> tryOwn() {
    try {
      return DirectoryLock.tryAcquire(root.resolve("stack.lock"));
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  UserException unusable(IOException cause) {
    return new UserException(
        "The directory "
            + root
            + " cannot be used: "
            + reason(cause)
            + "; give one that can be written with --dir.",
        cause);
  }

  private static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException denied) {
      return "no permission to write " + denied.getFile();
    }
    if (cause instanceof FileAlreadyExistsException exists) {
      return exists.getFile() + " is not a directory";
    }
    if (cause instanceof NoSuchFileException missing) {
      return missing.getFile() + " cannot be created";
    }
    if (cause instanceof FileSystemException failed && failed.getReason() != null) {
      return failed.getFile() + ": " + failed.getReason();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
