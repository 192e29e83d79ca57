package dev.thalweg.producer.source;

import dev.thalweg.schemas.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Decides where the examples come from: a directory that was named, else the cache, else a download
 * into the cache, else digits that the program draws itself. Never silently: the notes of the data
 * set say what was tried and why it failed.
 */
public final class DataLocator {
  private final Path cache;
  private final MnistMirrors mirrors;
  private final long seed;
  private final Consumer<String> log;

  DataLocator(Path cache, MnistMirrors mirrors, long seed, Consumer<String> log) {
    this.cache = cache;
    this.mirrors = mirrors;
    this.seed = seed;
    this.log = log;
  }

  /**
   * The cache of this user and the public mirrors.
   *
   * @param seed of generated digits
   * @param log is told when something takes a while, such as a download
   */
  public static DataLocator standard(long seed, Consumer<String> log) {
    return new DataLocator(
        cacheDirectory(System.getenv(), Path.of(System.getProperty("user.home"))),
        MnistMirrors.standard(),
        seed,
        log);
  }

  /** As the XDG base directory specification says: a relative path there is to be ignored. */
  static Path cacheDirectory(Map<String, String> environment, Path home) {
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base = !xdg.isEmpty() && Path.of(xdg).isAbsolute() ? Path.of(xdg) : home.resolve(".cache");
    return base.resolve("thalweg").resolve("mnist");
  }

  /**
   * The data set for the command line's {@code --source} and {@code --data}.
   *
   * @param data the directory that was named; then only that is tried, as it must be for IDX
   * @param transpose whether the rows and columns of each of its examples are to be exchanged
   * @throws UserException when the named directory or a file in it is missing or damaged
   */
  public DataSet find(SourceKind kind, Optional<Path> data, boolean transpose) {
    if (transpose && data.isEmpty()) {
      throw new UserException(
          "--transpose is for IDX files that are stored so, in a folder of yours: name it with"
              + " --data DIR, or leave --transpose out.");
    }
    return find(kind, data, directory -> inDirectory(directory, transpose));
  }

  /** The same, with nothing transposed. */
  public DataSet find(SourceKind kind, Optional<Path> data) {
    return find(kind, data, false);
  }

  private DataSet find(SourceKind kind, Optional<Path> data, Function<Path, DataSet> read) {
    if (kind == SourceKind.DIGITS) {
      if (data.isPresent()) {
        throw new UserException(
            "--data %s has no meaning for generated digits: leave it out, or give --source idx."
                .formatted(data.get()));
      }
      return generated(List.of());
    }
    if (kind == SourceKind.IDX && data.isEmpty()) {
      throw new UserException(
          "--source idx takes the data set from a folder of yours: name it with --data DIR.");
    }
    return data.map(read).orElseGet(this::cachedOrFetched);
  }

  private DataSet inDirectory(Path directory, boolean transpose) {
    if (!Files.isDirectory(directory)) {
      throw new UserException(noDirectory(directory));
    }
    IdxFolder folder = IdxFolder.find(directory);
    IdxSource train = load(folder, Split.TRAIN, transpose);
    IdxSource test = load(folder, Split.TEST, transpose);
    return new DataSet(
        train, test, Stream.of(train, test).flatMap(source -> source.notes().stream()).toList());
  }

  private static String noDirectory(Path path) {
    if (!Files.isRegularFile(path)) {
      return "The data directory %s %s: name one that holds IDX files, or leave --data out."
          .formatted(path, Files.exists(path) ? "is not a directory" : "does not exist");
    }
    return IdxFile.foreignKind(path)
        .map(
            kind -> "%s is not a directory but %s: %s.".formatted(path, kind.name(), kind.remedy()))
        .orElseGet(
            () ->
                "%s is not a directory but one IDX file: give the folder of all four, --data %s."
                    .formatted(path, path.toAbsolutePath().normalize().getParent()));
  }

  private static IdxSource load(IdxFolder folder, Split split, boolean transpose) {
    return IdxSource.load(folder.examples(split), folder.labels(split), split, transpose);
  }

  private DataSet cachedOrFetched() {
    List<String> tried = new ArrayList<>();
    Optional<DataSet> cached = fromCache(tried);
    if (cached.isPresent()) {
      return cached.get();
    }
    log.accept("Downloading MNIST (12 MB) into %s.".formatted(cache));
    List<String> failures = new ArrayList<>();
    if (mirrors.fetchInto(cache, failures)) {
      Optional<DataSet> fetched = fromCache(tried);
      if (fetched.isPresent()) {
        return fetched.get();
      }
    }
    tried.addAll(failures);
    return generated(
        List.of(
            "MNIST is not at hand (%s), so the program draws digits itself; give MNIST's files with"
                    .formatted(String.join("; ", tried))
                + " --data DIR."));
  }

  private Optional<DataSet> fromCache(List<String> tried) {
    if (!Files.isDirectory(cache)) {
      tried.add("nothing in the cache " + cache);
      return Optional.empty();
    }
    try {
      IdxFolder folder = IdxFolder.find(cache);
      IdxSource train = load(folder, Split.TRAIN, false);
      IdxSource test = load(folder, Split.TEST, false);
      if (train.isMnist() && test.isMnist()) {
        return Optional.of(new DataSet(train, test, List.of()));
      }
      tried.add("the files in the cache %s are not MNIST's".formatted(cache));
    } catch (UserException e) {
      tried.add("nothing of use in the cache: " + withoutFullStop(e.getMessage()));
    }
    return Optional.empty();
  }

  private static String withoutFullStop(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  private DataSet generated(List<String> notes) {
    return new DataSet(
        new GeneratedDigits(seed, Split.TRAIN), new GeneratedDigits(seed, Split.TEST), notes);
  }
}
