package dev.thalweg.trainer.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys of a learner's state in its store, and so in the changelog. */
public final class StateKeys {
  /** Of the state, or of the head of its parts. */
  public static final String STATE = "fold";

  private static final Pattern PART = Pattern.compile(STATE + "/([0-9]{1,9})");

  private StateKeys() {}

  /** Of a part. */
  public static String part(int number) {
    return STATE + "/" + number;
  }

  /** The number of a part by its key; empty of another's. */
  static OptionalInt partOf(byte[] key) {
    Matcher matcher = PART.matcher(key == null ? "" : new String(key, UTF_8));
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }
}
