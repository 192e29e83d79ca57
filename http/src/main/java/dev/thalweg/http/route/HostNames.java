package dev.thalweg.http.route;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names under which a server may be asked, besides localhost and addresses. A stranger's page
 * whose name was made to point here (DNS rebinding) is told by that name; addresses can't be
 * rebound.
 *
 * @param names in lower case
 * @param otherwise what is said to whoever asks under another
 */
public record HostNames(Set<String> names, String otherwise) implements Admission {
  private static final int MISDIRECTED = 421;
  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");
  private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

  public HostNames {
    names = Set.copyOf(names);
  }

  @Override
  public void check(HttpRequest request) {
    String host = request.header("Host").orElse("").toLowerCase(Locale.ROOT);
    String name = PORT.matcher(host).replaceFirst("");
    if (!name.equals("localhost") && !ADDRESS.matcher(name).matches() && !names.contains(name)) {
      throw ProblemException.of(MISDIRECTED, otherwise);
    }
  }
}
