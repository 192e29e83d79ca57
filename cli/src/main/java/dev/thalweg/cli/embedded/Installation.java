package dev.thalweg.cli.embedded;

import dev.thalweg.schemas.UserException;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where the programs of the children are.
 *
 * @param classes this module's own classes, a folder or a jar
 * @param libraries the jars and folders next to it
 * @param registryJar the runner jar of the unpacked Apicurio Registry
 */
public record Installation(Path classes, List<Path> libraries, Path registryJar) {
  /** System property: the folder of this program's libraries. */
  public static final String LIB_PROPERTY = "thalweg.lib";

  /** System property: the folder that Apicurio Registry was unpacked to. */
  public static final String REGISTRY_PROPERTY = "thalweg.registry";

  /** Folders above a starting point that are looked at for the unpacked registry. */
  private static final int LEVELS_MAX = 6;

  private static final String RUNNER_JAR = "apicurio-registry-app-*-runner.jar";

  /** Large or many, and nothing in them that a broker could load. */
  private static final List<String> NOT_FOR_BROKER =
      List.of("nd4j", "javacpp", "openblas", "mkl", "leptonica", "opencv", "thalweg-");

  public Installation {
    libraries = List.copyOf(libraries);
  }

  /**
   * From {@value #LIB_PROPERTY} and {@value #REGISTRY_PROPERTY}; without them, this virtual
   * machine's own class path, and the folder that the build unpacks the registry to.
   *
   * @throws UserException if one of them is not there
   */
  public static Installation resolve() {
    Path classes = ownClasses();
    return new Installation(classes, libraries(classes), registryJar(classes));
  }

  /** This module's classes first, then what a broker may need. */
  List<Path> brokerClassPath() {
    List<Path> classPath = new ArrayList<>();
    classPath.add(classes);
    libraries.stream().filter(Installation::isForBroker).forEach(classPath::add);
    return classPath;
  }

  /** The runner jar names all its libraries in its manifest. */
  List<Path> registryClassPath() {
    return List.of(classes, registryJar);
  }

  private static boolean isForBroker(Path library) {
    String name = library.getFileName().toString();
    return NOT_FOR_BROKER.stream().noneMatch(name::startsWith);
  }

  private static Path ownClasses() {
    try {
      return Path.of(Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toAbsolutePath();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("The location of this program's classes is not a path.", e);
    }
  }

  private static List<Path> libraries(Path classes) {
    String lib = System.getProperty(LIB_PROPERTY);
    return lib == null
        ? classPathWithout(classes, System.getProperty("java.class.path"))
        : jarsIn(Path.of(lib).toAbsolutePath());
  }

  static List<Path> classPathWithout(Path classes, String classPath) {
    return Stream.of(classPath.split(File.pathSeparator))
        .filter(entry -> !entry.isBlank())
        .map(entry -> Path.of(entry).toAbsolutePath())
        .filter(path -> !path.equals(classes) && Files.exists(path))
        .distinct()
        .toList();
  }

  private static List<Path> jarsIn(Path lib) {
    try (Stream<Path> files = Files.list(lib)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UserException(
          "The libraries of Thalweg are not in " + lib + "; build them with 'mvn package'.", e);
    }
  }

  private static Path registryJar(Path classes) {
    String folder = System.getProperty(REGISTRY_PROPERTY);
    if (folder != null) {
      Path registry = Path.of(folder).toAbsolutePath();
      return runnerJarIn(registry).orElseThrow(() -> noRegistry(registry.toString()));
    }
    Path here = Path.of("").toAbsolutePath();
    return Stream.of(classes, here)
        .flatMap(start -> registryFolders(start).stream())
        .map(Installation::runnerJarIn)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(() -> noRegistry("any target/registry above " + classes));
  }

  /** The places above {@code start} where a build leaves the registry, nearest first. */
  static Set<Path> registryFolders(Path start) {
    Set<Path> folders = new LinkedHashSet<>();
    Path at = start;
    for (int level = 0; level < LEVELS_MAX && at != null; level++) {
      folders.add(at.resolve("target").resolve("registry"));
      folders.add(at.resolve("cli").resolve("target").resolve("registry"));
      at = at.getParent();
    }
    return folders;
  }

  static Optional<Path> runnerJarIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (var jars = Files.newDirectoryStream(folder, RUNNER_JAR)) {
      var found = jars.iterator();
      return found.hasNext() ? Optional.of(found.next()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static UserException noRegistry(String place) {
    return new UserException(
        "The embedded schema registry is not unpacked in " + place + "; run 'mvn package' once.");
  }
}
