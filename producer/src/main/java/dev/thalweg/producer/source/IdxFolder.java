package dev.thalweg.producer.source;

import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which file of a folder plays which part, by its name: MNIST's ({@code train-images-idx3-ubyte},
 * {@code t10k-labels-idx1-ubyte}), and those of data sets that name theirs likewise, with a prefix
 * (EMNIST), other numbers of dimensions and types ({@code train-examples-idx2-float}), {@code test}
 * for {@code t10k}, a point before {@code idx}; gzipped or not.
 */
final class IdxFolder {
  private final Path directory;

  IdxFolder(Path directory) {
    this.directory = directory;
  }

  /** The file of a split's examples; throws a {@link UserException} when there is not just one. */
  Path examples(Split split) {
    return find(split, "(?:images|examples)", MnistFile.images(split));
  }

  /** The file of a split's labels; throws a {@link UserException} when there is not just one. */
  Path labels(Split split) {
    return find(split, "labels", MnistFile.labels(split));
  }

  private Path find(Split split, String content, MnistFile usual) {
    String part = split == Split.TRAIN ? "train" : "(?:t10k|test)";
    Pattern name =
        Pattern.compile("(.*[-_.])?(" + part + "[-_.]" + content + "[-.]idx.*?)(\\.gz)?");
    List<Path> files = files(name);
    List<Path> plain = files.stream().filter(file -> prefix(name, file).isEmpty()).toList();
    List<Path> candidates = plain.isEmpty() ? files : plain;
    if (candidates.isEmpty()) {
      throw new UserException(
          "There is no %s in %s: put the four files of MNIST there, or others with names like theirs"
                  .formatted(usual.gzipName(), directory)
              + " (train-examples-idx2-float, test-labels-idx1-int), or name another directory with"
              + " --data.");
    }
    Path first = candidates.get(0);
    for (Path other : candidates) {
      if (!unpacked(other).equals(unpacked(first))) {
        throw new UserException(
            "%s holds several data sets (%s and %s among others): keep one in each directory."
                .formatted(directory, first.getFileName(), other.getFileName()));
      }
    }
    return first;
  }

  private static String prefix(Pattern name, Path file) {
    Matcher parts = name.matcher(file.getFileName().toString());
    return parts.matches() && parts.group(1) != null ? parts.group(1) : "";
  }

  /** The same for a file, its gzipped form, and the spelling with a point. */
  private static String unpacked(Path file) {
    return file.getFileName().toString().replaceFirst("\\.gz$", "").replace('.', '-');
  }

  /** Those with such a name, the gzipped ones first. */
  private List<Path> files(Pattern name) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            directory, file -> name.matcher(file.getFileName().toString()).matches())) {
      for (Path file : files) {
        if (Files.isRegularFile(file)) {
          found.add(file);
        }
      }
    } catch (IOException e) {
      throw new UserException(
          "The directory %s can't be read (%s): check that you may read it."
              .formatted(directory, e),
          e);
    }
    found.sort(
        Comparator.<Path, Boolean>comparing(file -> !file.toString().endsWith(".gz"))
            .thenComparing(Comparator.naturalOrder()));
    return found;
  }
}
