package dev.thalweg.monitor.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A file of the page, from the class path: these and no others. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record StaticFile(String contentType, byte[] body) {
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  private static final Map<String, String> TYPE_BY_NAME =
      Map.of(
          "index.html", "text/html; charset=utf-8",
          "style.css", "text/css; charset=utf-8",
          "icon.svg", "image/svg+xml",
          "app.js", SCRIPT,
          "chart.js", SCRIPT,
          "draw.js", SCRIPT,
          "model.js", SCRIPT,
          "panels.js", SCRIPT,
          "scatter.js", SCRIPT,
          "tables.js", SCRIPT);

  /** All of them by their path. */
  static Map<String, StaticFile> byPath() {
    Map<String, StaticFile> files =
        TYPE_BY_NAME.entrySet().stream()
            .collect(
                Collectors.toMap(
                    entry -> "/" + entry.getKey(),
                    entry -> new StaticFile(entry.getValue(), read(entry.getKey()))));
    files.put("/", files.get("/index.html"));
    return files;
  }

  static List<String> names() {
    return List.copyOf(TYPE_BY_NAME.keySet());
  }

  private static byte[] read(String name) {
    try (InputStream in = StaticFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the page lacks its file " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the page's file " + name, e);
    }
  }
}
