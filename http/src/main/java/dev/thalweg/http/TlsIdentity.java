package dev.thalweg.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.access.SecretFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** A certificate chain and its private key. */
public final class TlsIdentity {
  private static final long FILE_BYTES_MAX = 1 << 20;
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

  /** Of a key store that never leaves the memory; some implementations want one. */
  private static final char[] NO_SECRET = "in-memory".toCharArray();

  private final KeyStore store;

  private TlsIdentity(KeyStore store) {
    this.store = store;
  }

  /**
   * Reads PEM files.
   *
   * @param certificate the service's own first, then those that lead to a known authority
   * @param key PKCS#8 without a password, as {@code openssl genpkey} writes it
   * @throws UserException when one of them can't be read, or they do not belong together
   */
  public static TlsIdentity read(Path certificate, Path key) {
    Certificate[] chain = chain(certificate);
    PrivateKey privateKey = privateKey(key, chain[0].getPublicKey().getAlgorithm());
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("service", privateKey, NO_SECRET, chain);
      return new TlsIdentity(store);
    } catch (GeneralSecurityException | IOException e) {
      throw new UserException(
          "The certificate %s and the key %s can't be used together: give a pair."
              .formatted(certificate, key),
          e);
    }
  }

  private static Certificate[] chain(Path file) {
    try {
      var certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(file)));
      if (certificates.isEmpty()) {
        throw new UserException("There is no certificate in %s: give a PEM file.".formatted(file));
      }
      return certificates.toArray(Certificate[]::new);
    } catch (GeneralSecurityException e) {
      throw new UserException(
          "The certificate %s can't be read: give an X.509 certificate as PEM.".formatted(file), e);
    }
  }

  private static PrivateKey privateKey(Path file, String certified) {
    SecretFile.warn(file);
    Matcher pem = KEY.matcher(new String(bytes(file), US_ASCII));
    if (!pem.find()) {
      throw new UserException(
          ("There is no key without a password in %s: give PKCS#8 as PEM, such as \"openssl pkcs8"
                  + " -topk8 -nodes -in KEY\" writes.")
              .formatted(file));
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
      for (String algorithm : ALGORITHMS) {
        if (certified.startsWith(algorithm.substring(0, 2))) {
          return KeyFactory.getInstance(algorithm)
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        }
      }
      throw new InvalidKeySpecException(certified);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new UserException(
          "The key %s is not that of the certificate (%s): give one of RSA, EC or Ed25519."
              .formatted(file, certified),
          e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw new UserException("The file %s is too large for a PEM file.".formatted(file));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UserException(
          "The file %s can't be read: name a PEM file that exists.".formatted(file), e);
    }
  }

  SslContextFactory.Server contextFactory() {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setKeyStore(store);
    factory.setKeyStorePassword(new String(NO_SECRET));
    factory.setSniRequired(false);
    return factory;
  }
}
