package dev.thalweg.http.route;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An address and what is done there.
 *
 * @param method GET, which HEAD follows, or POST; OPTIONS is answered everywhere
 * @param template such as {@code /v2/models/{model}}
 * @param open whether it needs no token, and is answered even while the server is being stopped
 * @param bodyBytesMax of a request; the server's own limit applies too
 * @param admission of this route alone
 */
public record Route(
    String method,
    String template,
    boolean open,
    int bodyBytesMax,
    Admission admission,
    Endpoint endpoint) {

  public static Route get(String template, Endpoint endpoint) {
    return new Route("GET", template, false, 0, Admission.ANYONE, endpoint);
  }

  public static Route post(String template, Endpoint endpoint) {
    return new Route("POST", template, false, Integer.MAX_VALUE, Admission.ANYONE, endpoint);
  }

  /** The same for everyone, at any time. */
  public Route opened() {
    return new Route(method, template, true, bodyBytesMax, admission, endpoint);
  }

  /** The same with a limit of its own. */
  public Route withBodyBytesMax(int bytes) {
    return new Route(method, template, open, bytes, admission, endpoint);
  }

  /** The same for those alone who pass this. */
  public Route admitting(Admission check) {
    return new Route(method, template, open, bodyBytesMax, check, endpoint);
  }

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

  public boolean hasBody() {
    return method.equals("POST");
  }

  /**
   * Returns if the route is for this method.
   *
   * @throws ProblemException that names the methods it is for, if not
   */
  public void requireMethod(String asked) {
    boolean answered = method.equals(asked) || (asked.equals("HEAD") && method.equals("GET"));
    if (!answered) {
      throw ProblemException.of(405, "This address is for %s only.".formatted(allowed()))
          .header("Allow", allowed());
    }
  }

  /** The methods that are answered, as {@code Allow} lists them. */
  public String allowed() {
    return method.equals("GET") ? "GET, HEAD, OPTIONS" : method + ", OPTIONS";
  }
}
