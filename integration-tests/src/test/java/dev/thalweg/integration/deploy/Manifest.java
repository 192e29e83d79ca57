package dev.thalweg.integration.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One object of the manifests. */
record Manifest(String file, JsonNode object) {
  static final Path FOLDER = Path.of("..", "deploy", "kubernetes");
  static final String KUSTOMIZATION = "kustomization.yaml";

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** Every object of every file, but for that of Kustomize. */
  static List<Manifest> all() {
    List<Manifest> all = new ArrayList<>();
    for (String file : files()) {
      read(FOLDER.resolve(file)).forEach(object -> all.add(new Manifest(file, object)));
    }
    return all;
  }

  /** The names of the files that have them. */
  static List<String> files() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> !file.equals(KUSTOMIZATION))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The documents of a file. */
  static List<JsonNode> read(Path file) {
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
      return documents.readAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String kind() {
    return object.path("kind").asText();
  }

  /** Such as {@code apps/v1 Deployment}. */
  String type() {
    return object.path("apiVersion").asText() + " " + kind();
  }

  String name() {
    return object.at("/metadata/name").asText();
  }

  /** What its pods are made from; missing where it has none. */
  JsonNode pod() {
    return object.at("/spec/template/spec");
  }

  /** The only container of its pods. */
  JsonNode container() {
    return pod().at("/containers/0");
  }

  List<String> args() {
    List<String> args = new ArrayList<>();
    container().path("args").forEach(arg -> args.add(arg.asText()));
    return args;
  }

  @Override
  public String toString() {
    return file + ": " + kind() + " " + name();
  }
}
