package dev.thalweg.cli.machine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.cli.CommandLines;
import dev.thalweg.cli.CommandLines.Run;
import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it gives the virtual machine classes")
class ExtraClassesTest {
  private static final String CLASS = "com.example.cloud.CloudLogin";
  private static final String CALLED = "thalweg.test.cloud-login";

  /** A login as a cloud has it: Kafka makes it by its name, and asks it for a token. */
  private static final String SOURCE =
      """
      package com.example.cloud;
      import java.util.*;
      import javax.security.auth.callback.*;
      import javax.security.auth.login.AppConfigurationEntry;
      import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
      public class CloudLogin implements AuthenticateCallbackHandler {
        public void configure(Map<String, ?> c, String mechanism, List<AppConfigurationEntry> jaas) {
          System.setProperty("thalweg.test.cloud-login", mechanism);
        }
        public void close() {}
        public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
          throw new UnsupportedCallbackException(callbacks[0], "no token today");
        }
      }
      """;

  @TempDir Path folder;

  private ClassLoader before;

  @BeforeEach
  void remember() {
    before = Thread.currentThread().getContextClassLoader();
  }

  @AfterEach
  void restore() {
    Thread.currentThread().setContextClassLoader(before);
    System.clearProperty(CALLED);
  }

  private Path jar() throws IOException {
    Path source = Files.createDirectories(folder.resolve("src")).resolve("CloudLogin.java");
    Files.writeString(source, SOURCE, UTF_8);
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.resolve("classes").toString(),
                source.toString());
    assertThat(status).isZero();
    Path jar = Files.createDirectories(folder.resolve("a cloud's jars")).resolve("login.jar");
    String entry = CLASS.replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out)) {
      packed.putNextEntry(new JarEntry(entry));
      packed.write(Files.readAllBytes(folder.resolve("classes").resolve(entry)));
      packed.closeEntry();
    }
    return jar;
  }

  private static Class<?> found() throws ClassNotFoundException {
    return Class.forName(CLASS, true, Thread.currentThread().getContextClassLoader());
  }

  @Test
  void classes_areFoundInJarsFoldersAndFoldersOfJars() throws Exception {
    Path jar = jar();
    for (String path :
        new String[] {
          jar.toString(), jar.getParent() + "/*", folder.resolve("classes").toString()
        }) {
      // When
      ExtraClasses.use(path, null);

      // Then
      assertThat(found().getName()).as(path).isEqualTo(CLASS);
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @Test
  void classPathOfTheEnvironment_isAdded_whateverElseItNames() throws Exception {
    // When
    ExtraClasses.use(null, "/nonexistent/*:" + jar() + "::.");

    // Then
    assertThat(found().getName()).isEqualTo(CLASS);
  }

  @Test
  void pathThatIsNotThere_isRefused() {
    assertThatThrownBy(() -> ExtraClasses.use(folder + "/none.jar", null))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("none.jar")
        .hasMessageContaining("DIR/*");
  }

  @Test
  void loginOfACloud_isUsedByTheClientsOfACommand() throws Exception {
    // Given: a port that takes connections and says nothing
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Path config = folder.resolve("client.properties");
      Files.writeString(
          config,
          """
          bootstrap.servers=127.0.0.1:%d
          schema.registry.url=http://127.0.0.1:1
          security.protocol=SASL_PLAINTEXT
          sasl.mechanism=OAUTHBEARER
          sasl.login.callback.handler.class=%s
          sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;
          """
              .formatted(silent.getLocalPort(), CLASS));
      String[] command = {"topics", "describe", "--command-config", config.toString()};

      // When
      Run without = CommandLines.run(Map.of(), command);
      boolean calledWithout = System.getProperty(CALLED) != null;
      Run with = CommandLines.run(Map.of("THALWEG_CLASS_PATH", jar().toString()), command);

      // Then
      assertThat(calledWithout).isFalse();
      assertThat(without.err()).contains(CLASS);
      assertThat(System.getProperty(CALLED)).as(with.err()).isEqualTo("OAUTHBEARER");
    }
  }
}
