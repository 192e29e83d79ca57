package dev.thalweg.scorer.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One of the service's routes.
 *
 * @param method GET, which HEAD follows, or POST
 * @param template such as {@code /v2/models/{model}}
 * @param open whether it needs no token
 */
record Route(String method, String template, boolean open, Endpoint endpoint) {

  /** The values of the template's names where it is this path; empty where it is not. */
  Optional<Map<String, String>> match(String path) {
    String[] wanted = template.split("/", -1);
    String[] given = path.split("/", -1);
    if (wanted.length != given.length) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].startsWith("{")) {
        if (given[i].isEmpty()) {
          return Optional.empty();
        }
        values.put(wanted[i].substring(1, wanted[i].length() - 1), given[i]);
      } else if (!wanted[i].equals(given[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  boolean hasBody() {
    return method.equals("POST");
  }

  boolean answers(String asked) {
    return method.equals(asked) || (asked.equals("HEAD") && method.equals("GET"));
  }

  /** As the Allow header has it. */
  String allowed() {
    return method.equals("GET") ? "GET, HEAD" : method;
  }
}
