package dev.thalweg.cli.cluster;

import dev.thalweg.cli.machine.PathArgument;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.access.SecretFile;
import dev.thalweg.schemas.access.Secrets;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * What an option is when no flag says: the environment's value, else the file's, else the declared
 * default. Names derive from the flag, so an option is declared once.
 */
public final class DefaultValues implements IDefaultValueProvider {
  private static final String CONFIG_FLAG = "--command-config";

  /**
   * What Kubernetes sets, as {@code THALWEG_HTTP_PORT}, in every container where there is a service
   * that is called {@code thalweg-http}. No option takes such a value.
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile("(tcp|udp|sctp)://(\\[.*]|[^/]*):\\d+");

  private static final String FILE_PREFIX = "thalweg.";

  /** Flags that Kafka's own settings answer too. */
  private static final Map<String, String> KAFKA_NAMES =
      Map.of("bootstrap-server", "bootstrap.servers", "schema-registry", "schema.registry.url");

  private final Properties file;
  private final Map<String, String> environment;
  private final Optional<UserException> fileFailure;
  private final Optional<Path> secrets;

  private DefaultValues(
      Properties file,
      Map<String, String> environment,
      Optional<UserException> fileFailure,
      Optional<Path> secrets) {
    this.file = file;
    this.secrets = secrets;
    this.environment = environment;
    this.fileFailure = fileFailure;
  }

  /**
   * Reads the file that the arguments or the environment name, if any. It does not throw, so that
   * help can be had with a broken file too: see {@link #requireFile()}.
   */
  public static DefaultValues of(String[] args, Map<String, String> environment) {
    String path = environment.get(variable("command-config"));
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals(CONFIG_FLAG) && i + 1 < args.length) {
        path = args[i + 1];
      } else if (args[i].startsWith(CONFIG_FLAG + "=")) {
        path = args[i].substring(CONFIG_FLAG.length() + 1);
      }
    }
    try {
      if (path == null) {
        return new DefaultValues(new Properties(), environment, Optional.empty(), Optional.empty());
      }
      Path named = new PathArgument().convert(path);
      Properties file = load(named);
      return new DefaultValues(
          file, environment, Optional.empty(), Optional.of(named).filter(f -> holdsSecret(file)));
    } catch (TypeConversionException e) {
      UserException refused = new UserException("--command-config: " + e.getMessage(), e);
      return failed(environment, refused);
    } catch (UserException e) {
      return failed(environment, e);
    }
  }

  private static DefaultValues failed(Map<String, String> environment, UserException why) {
    return new DefaultValues(new Properties(), environment, Optional.of(why), Optional.empty());
  }

  /** A password, a token or the like, or a login within an address. */
  private static boolean holdsSecret(Properties file) {
    return file.stringPropertyNames().stream()
        .anyMatch(
            name -> {
              String value = file.getProperty(name);
              return Secrets.isSecret(name) || !Secrets.withoutUserInfo(value).equals(value);
            });
  }

  /**
   * Throws a {@link UserException} when a file was named that can't be read; warns of one with a
   * secret in it that every user of the machine can read.
   */
  public void requireFile() {
    if (fileFailure.isPresent()) {
      throw fileFailure.get();
    }
    secrets.ifPresent(SecretFile::warn);
  }

  /** The file, where it holds a secret. */
  Optional<Path> secrets() {
    return secrets;
  }

  /** Loads a properties file, or says what is wrong with it. */
  static Properties load(Path path) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text(path, Files.readAllBytes(path))));
    } catch (NoSuchFileException e) {
      throw new UserException(
          "There is no --command-config file %s: name one that exists, or none.".formatted(path),
          e);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserException(
          "The --command-config file %s can't be read (%s): give a properties file in UTF-8."
              .formatted(path, e.getMessage()),
          e);
    }
    return properties;
  }

  /** Editors put a byte order mark in front of a file, which is not of its first key. */
  private static String text(Path path, byte[] bytes) throws IOException {
    if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE)) {
      throw new UserException(
          "The --command-config file %s is in UTF-16: save it in UTF-8.".formatted(path));
    }
    int start = startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
    ByteBuffer rest = ByteBuffer.wrap(bytes, start, bytes.length - start);
    return StandardCharsets.UTF_8.newDecoder().decode(rest).toString();
  }

  private static boolean startsWith(byte[] bytes, int... mark) {
    for (int i = 0; i < mark.length; i++) {
      if (bytes.length <= i || (bytes[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Throws a {@link UserException} when a key of the file begins like an option of ours and is
   * none.
   *
   * @param allOptions gives the names of all commands' options, without dashes in front; asked only
   *     where the file has such a key
   */
  public void requireKnown(Supplier<Set<String>> allOptions) {
    List<String> keys =
        file.stringPropertyNames().stream()
            .filter(key -> key.startsWith(FILE_PREFIX))
            .sorted()
            .toList();
    Set<String> options = keys.isEmpty() ? Set.of() : allOptions.get();
    for (String key : keys) {
      String name = key.substring(FILE_PREFIX.length());
      if (!options.contains(name)) {
        String nearest =
            options.stream()
                .min(Comparator.comparingInt((String o) -> distance(name, o)).thenComparing(o -> o))
                .orElseThrow();
        throw new UserException(
            "There is no option %s, which the --command-config file sets: did you mean %s%s?"
                .formatted(key, FILE_PREFIX, nearest));
      }
    }
  }

  /** How many letters are put in, left out or replaced (Levenshtein). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  /** Whether a key of the file is an option of ours, not a setting of Kafka's clients. */
  static boolean isOurs(String key) {
    return key.startsWith(FILE_PREFIX) || KAFKA_NAMES.containsValue(key);
  }

  @Override
  public String defaultValue(ArgSpec arg) {
    if (!(arg instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
      return null;
    }
    return value(option.longestName().replaceFirst("^-+", "")).orElse(null);
  }

  /** What the environment or the file says about an option, by its name without dashes in front. */
  public Optional<String> value(String name) {
    return Optional.ofNullable(environment.get(variable(name)))
        .filter(value -> !SERVICE_LINK.matcher(value).matches())
        .or(() -> Optional.ofNullable(file.getProperty(FILE_PREFIX + name)))
        .or(() -> Optional.ofNullable(KAFKA_NAMES.get(name)).map(key -> file.getProperty(key)));
  }

  /** The environment variable of an option, by its name without dashes in front. */
  public static String variable(String name) {
    return "THALWEG_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
