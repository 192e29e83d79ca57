package dev.thalweg.cli.cluster;

import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What an option is when no flag says: the environment's value, else the file's, else the declared
 * default. Names derive from the flag, so an option is declared once.
 */
public final class DefaultValues implements IDefaultValueProvider {
  private static final String CONFIG_FLAG = "--command-config";
  private static final String FILE_PREFIX = "thalweg.";

  /** Flags that Kafka's own settings answer too. */
  private static final Map<String, String> KAFKA_NAMES =
      Map.of("bootstrap-server", "bootstrap.servers", "schema-registry", "schema.registry.url");

  private final Properties file;
  private final Map<String, String> environment;
  private final Optional<UserException> fileFailure;

  private DefaultValues(
      Properties file, Map<String, String> environment, Optional<UserException> fileFailure) {
    this.file = file;
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
      Properties file = path == null ? new Properties() : load(Path.of(path));
      return new DefaultValues(file, environment, Optional.empty());
    } catch (UserException e) {
      return new DefaultValues(new Properties(), environment, Optional.of(e));
    }
  }

  /** Throws a {@link UserException} when a file was named that can't be read. */
  public void requireFile() {
    if (fileFailure.isPresent()) {
      throw fileFailure.get();
    }
  }

  /** Loads a properties file, or says what is wrong with it. */
  static Properties load(Path path) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      properties.load(reader);
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
        .or(() -> Optional.ofNullable(file.getProperty(FILE_PREFIX + name)))
        .or(() -> Optional.ofNullable(KAFKA_NAMES.get(name)).map(key -> file.getProperty(key)));
  }

  /** The environment variable of an option, by its name without dashes in front. */
  public static String variable(String name) {
    return "THALWEG_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
