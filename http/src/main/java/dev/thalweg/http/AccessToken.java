package dev.thalweg.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.access.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What a client has to know. Only its hash is kept, and no comparison ends early. */
public final class AccessToken {
  private static final String SCHEME = "Bearer ";
  private static final int LENGTH_MAX = 4_096;
  private static final int LENGTH_MIN = 8;

  private final byte[] sha256;

  private AccessToken(String token) {
    this.sha256 = sha256(token);
  }

  /**
   * A token of visible ASCII characters.
   *
   * @throws UserException when it is not a token, or too short to be a secret
   */
  public static AccessToken of(String token) {
    if (token.length() < LENGTH_MIN || token.length() > LENGTH_MAX) {
      throw new UserException(
          "The token has %d characters: give %d to %d."
              .formatted(token.length(), LENGTH_MIN, LENGTH_MAX));
    }
    if (!token.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new UserException(
          "The token has a space or a character that no header can hold: use letters and digits.");
    }
    return new AccessToken(token);
  }

  /** What the file holds, without the white space around it. */
  public static AccessToken read(Path file) {
    try {
      if (Files.size(file) > 2L * LENGTH_MAX) {
        throw new UserException(
            "The token's file %s is too large: put one line in.".formatted(file));
      }
      SecretFile.warn(file);
      return of(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UserException(
          "The token's file %s can't be read: name a file with the token in it.".formatted(file),
          e);
    }
  }

  /** Whether the value of an {@code Authorization} header, or null, holds it. */
  boolean isIn(String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    return MessageDigest.isEqual(sha256, sha256(authorization.substring(SCHEME.length()).strip()));
  }

  private static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  /** Nothing of it. */
  @Override
  public String toString() {
    return "AccessToken[***]";
  }
}
