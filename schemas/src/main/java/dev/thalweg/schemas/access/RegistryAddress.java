package dev.thalweg.schemas.access;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One registry under one or more URLs, of which the next is asked where one is away. Users and
 * passwords that were given in a URL are kept apart, and in no text of it.
 */
public final class RegistryAddress {
  private final List<String> urls;

  /** By host and port. */
  private final Map<String, String> logins;

  private RegistryAddress(List<String> urls, Map<String, String> logins) {
    this.urls = List.copyOf(urls);
    this.logins = Collections.unmodifiableMap(logins);
  }

  /**
   * Takes an address apart, which need not be one: see {@link #requireUsable}.
   *
   * @param text URLs with commas between
   */
  public static RegistryAddress of(String text) {
    List<String> urls = new ArrayList<>();
    Map<String, String> logins = new LinkedHashMap<>();
    // A password may hold a comma.
    for (String given : text.split("\\s*,\\s*(?=https?://)", -1)) {
      String url = given.strip().replaceFirst("/+$", "");
      int start = url.indexOf("://") + 3;
      if (start > 2) {
        int slash = url.indexOf('/', start);
        int end = Secrets.userInfoEnd(url, start, slash < 0 ? url.length() : slash);
        if (end > start) {
          String login = url.substring(start, end - 1);
          url = url.substring(0, start) + url.substring(end);
          parsed(url).ifPresent(made -> logins.put(key(made), decoded(login)));
        }
      }
      urls.add(url);
    }
    return new RegistryAddress(urls, logins);
  }

  /** Without turning a plus into a space, as forms do. */
  private static String decoded(String login) {
    try {
      return URLDecoder.decode(login.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return login; // somebody did not encode a per cent sign
    }
  }

  private static Optional<URL> parsed(String url) {
    try {
      URL made = new URL(url);
      boolean usable = made.getProtocol().matches("https?") && !made.getHost().isEmpty();
      return usable ? Optional.of(made) : Optional.empty();
    } catch (MalformedURLException e) {
      return Optional.empty();
    }
  }

  private static String key(URL url) {
    return url.getHost() + ":" + (url.getPort() < 0 ? url.getDefaultPort() : url.getPort());
  }

  /**
   * Throws an {@link IllegalArgumentException} with a sentence for whoever gave the address, unless
   * each part of it is a URL.
   */
  void requireUsable() {
    for (String url : urls) {
      if (parsed(url).isEmpty()) {
        throw new IllegalArgumentException(
            "The registry's address %s is not a URL: give http://HOST:PORT or https://HOST, an address"
                    .formatted(url)
                + " of IPv6 in brackets, and several with commas between.");
      }
    }
  }

  public List<String> urls() {
    return urls;
  }

  /** The same registry, with its API under this path. */
  public RegistryAddress under(String path) {
    return new RegistryAddress(urls.stream().map(url -> url + path).toList(), logins);
  }

  boolean hasLogin() {
    return !logins.isEmpty();
  }

  Collection<String> logins() {
    return logins.values();
  }

  /**
   * The {@code user:password} for a URL of this registry; another's of it where its own is not
   * given, as they are one registry.
   */
  String login(URL url) {
    String own = logins.get(key(url));
    return own != null || logins.isEmpty() ? own : logins.values().iterator().next();
  }

  /** The URLs with commas between, without users and passwords. */
  @Override
  public String toString() {
    return String.join(",", urls);
  }
}
