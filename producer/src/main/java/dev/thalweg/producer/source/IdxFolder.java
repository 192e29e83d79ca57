package dev.thalweg.producer.source;

import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which file of a folder plays which part, by its name: MNIST's ({@code train-images-idx3-ubyte},
 * {@code t10k-labels-idx1-ubyte}), and those of data sets that name theirs likewise, with a prefix
 * (EMNIST), other numbers of dimensions and types ({@code train-examples-idx2-float}), {@code test}
 * for {@code t10k}, a point before {@code idx}; gzipped or not, each in the folder or in a folder
 * of its own, as some archives unpack.
 *
 * <p>Where the folder has none of them, one folder below it that does is taken in its place, such
 * as torchvision's {@code MNIST/raw}.
 */
final class IdxFolder {
  /** MNIST/raw/train-images-idx3-ubyte/train-images-idx3-ubyte has three folders. */
  private static final int FOLDERS_DEEP = 3;

  /** So much is looked at in all; a home directory must not be searched for minutes. */
  private static final int ENTRIES_MAX = 20_000;

  /** So many files are opened to say why a folder is of no use. */
  private static final int OPENED_MAX = 100;

  private static final Pattern DATA = part("(?:train|t10k|test)", "(?:images|examples|labels)");

  /** What other programs put beside a file under its name: halves of downloads, checksums. */
  private static final Pattern BESIDE =
      Pattern.compile(
          ".*(?:\\.(?:part|partial|crdownload|download|tmp|bak|lock|md5|sha\\d+|asc|sig|aria2|dvc)"
              + "|:Zone\\.Identifier|~)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern GZIPPED = Pattern.compile("\\.gz$", Pattern.CASE_INSENSITIVE);

  /** Archives and packers that are not unpacked here: taken last, to say what they are. */
  private static final Pattern PACKED_OTHERWISE =
      Pattern.compile(
          "(?:\\.(?:zip|tgz|tar|bz2|xz|zst|z|7z|rar|npz|npy)|\\.tar\\.gz)$",
          Pattern.CASE_INSENSITIVE);

  private final Path directory;
  private final List<Path> files;

  private IdxFolder(Path directory, List<Path> files) {
    this.directory = directory;
    this.files = files;
  }

  /**
   * The folder to take the files from: the directory, or the only one below it that has any.
   *
   * @throws UserException when there is none, or more than one
   */
  static IdxFolder find(Path directory) {
    requireReadable(directory);
    List<IdxFolder> found = new ArrayList<>();
    search(directory, FOLDERS_DEEP, new AtomicInteger(ENTRIES_MAX), found);
    if (found.isEmpty()) {
      throw nothing(MnistFile.TRAIN_IMAGES, directory);
    }
    if (found.size() > 1) {
      throw new UserException(
          "%s holds several data sets (in %s and %s among others): name the folder of one with --data."
              .formatted(directory, found.get(0).directory, found.get(1).directory));
    }
    return found.get(0);
  }

  /** Adds the directory where it has files with fitting names, else those below it that do. */
  private static void search(
      Path directory, int depth, AtomicInteger entriesLeft, List<IdxFolder> found) {
    List<Path> entries = entries(directory);
    if (entriesLeft.addAndGet(-entries.size()) < 0) {
      return;
    }
    List<Path> files =
        entries.stream()
            .flatMap(entry -> Files.isDirectory(entry) ? inItsOwn(entry) : Stream.of(entry))
            .filter(IdxFolder::isData)
            .sorted(
                Comparator.<Path>comparingInt(file -> rank(name(file)))
                    .thenComparing(Path::getNameCount)
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    if (!files.isEmpty()) {
      found.add(new IdxFolder(directory, files));
    } else if (depth > 0) {
      entries.stream()
          .filter(Files::isDirectory)
          .forEach(folder -> search(folder, depth - 1, entriesLeft, found));
    }
  }

  /** The files in a folder that has their name. */
  private static Stream<Path> inItsOwn(Path folder) {
    return DATA.matcher(name(folder)).matches()
        ? entries(folder).stream().filter(file -> unpacked(file).equals(unpacked(folder)))
        : Stream.empty();
  }

  private static boolean isData(Path file) {
    return DATA.matcher(name(file)).matches()
        && !BESIDE.matcher(name(file)).matches()
        && Files.isRegularFile(file);
  }

  /** Gzipped files come first. */
  private static int rank(String name) {
    if (PACKED_OTHERWISE.matcher(name).find()) {
      return 2;
    }
    return GZIPPED.matcher(name).find() ? 0 : 1;
  }

  /** The file of a split's examples; throws a {@link UserException} when there is not just one. */
  Path examples(Split split) {
    return find(split, "(?:images|examples)", MnistFile.images(split));
  }

  /** The file of a split's labels; throws a {@link UserException} when there is not just one. */
  Path labels(Split split) {
    return find(split, "labels", MnistFile.labels(split));
  }

  private static Pattern part(String split, String content) {
    return Pattern.compile(
        "(.*[-_.])?(" + split + "[-_.]" + content + "[-.]idx.*)", Pattern.CASE_INSENSITIVE);
  }

  private Path find(Split split, String content, MnistFile usual) {
    Pattern name = part(split == Split.TRAIN ? "train" : "(?:t10k|test)", content);
    List<Path> named = files.stream().filter(file -> name.matcher(name(file)).matches()).toList();
    List<Path> plain = named.stream().filter(file -> prefix(name, file).isEmpty()).toList();
    List<Path> candidates = plain.isEmpty() ? named : plain;
    if (candidates.isEmpty()) {
      throw nothing(usual, directory);
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

  private static UserException nothing(MnistFile usual, Path directory) {
    String missing = "There is no %s in %s: ".formatted(usual.gzipName(), directory);
    return new UserException(
        archive(directory)
            .map(found -> missing + found)
            .orElse(
                missing
                    + "put the four files of MNIST there, or others with names like theirs"
                    + " (train-examples-idx2-float, test-labels-idx1-int), or name another"
                    + " directory with --data."));
  }

  /** What to do with an archive in the directory; empty where there is none. */
  private static Optional<String> archive(Path directory) {
    for (Path file :
        entries(directory).stream().filter(Files::isRegularFile).limit(OPENED_MAX).toList()) {
      Optional<FileKind> kind = IdxFile.foreignKind(file).filter(FileKind::holdsFiles);
      if (kind.isPresent()) {
        return kind.map(
            is -> "%s is %s: %s.".formatted(file.getFileName(), is.name(), is.remedy()));
      }
    }
    return Optional.empty();
  }

  private static String prefix(Pattern name, Path file) {
    Matcher parts = name.matcher(name(file));
    return parts.matches() && parts.group(1) != null ? parts.group(1) : "";
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  /** The same for a file, its packed form, the spelling with a point, and its own folder. */
  private static String unpacked(Path file) {
    String plain = PACKED_OTHERWISE.matcher(name(file)).replaceFirst("");
    return GZIPPED.matcher(plain).replaceFirst("").replace('.', '-').toLowerCase(Locale.ROOT);
  }

  private static void requireReadable(Path directory) {
    try {
      list(directory);
    } catch (IOException | DirectoryIteratorException e) {
      throw new UserException(
          "The directory %s can't be read (%s): check that you may read it."
              .formatted(directory, e),
          e);
    }
  }

  /** Nothing where it can't be read, such as a folder of somebody else's below the named one. */
  private static List<Path> entries(Path directory) {
    try {
      return list(directory);
    } catch (IOException | DirectoryIteratorException e) {
      return List.of();
    }
  }

  /** What a directory holds, in order, without what other systems hide in it. */
  private static List<Path> list(Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(directory, entry -> !isHidden(entry))) {
      for (Path entry : entries) {
        found.add(entry);
        if (found.size() > ENTRIES_MAX) {
          break;
        }
      }
    }
    found.sort(Comparator.naturalOrder());
    return found;
  }

  /** Such as {@code ._train-images-idx3-ubyte} and {@code __MACOSX}, which macOS writes. */
  private static boolean isHidden(Path entry) {
    return name(entry).startsWith(".") || name(entry).equals("__MACOSX");
  }
}
