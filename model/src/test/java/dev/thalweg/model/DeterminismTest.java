package dev.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.model.kernel.Backend;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeterminismTest {

  private static final List<String> ARCHITECTURES =
      List.of(
          "28x28 dense(128,relu) dense(128,relu) dense(10,softmax) cross_entropy",
          "28x28 dense(40,tanh,dropout=0.2) dense(30,sigmoid) dense(10,softmax)"
              + " mean_squared_error",
          "28x28 conv(8,3x3,relu) pool(2x2) norm conv(6,3x3,tanh) pool(2x2) dense(10,softmax)"
              + " cross_entropy");

  /** Prints the digest and how many threads computed it, for the second process. */
  public static void main(String[] arguments) throws InterruptedException {
    Thread other =
        new Thread(
            () -> {
              System.out.println("digest " + digest());
              System.out.println("threads " + Backend.nativeOps().ompGetMaxThreads());
            });
    other.start();
    other.join();
  }

  /** SHA-256 of the whole state after 200 steps, and of what it scores. */
  private static String digest() {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    for (String text : ARCHITECTURES) {
      var architecture = Architecture.parse(text);
      var h = Preset.named("online").hyperparameters();
      var samples = new Samples(architecture, h.batchSize(), 31);
      try (var learner = new Learner(architecture, h, Datatype.UINT8);
          var classifier = new Classifier(architecture, 32)) {
        for (int i = 0; i < 200; i++) {
          samples.next();
          learner.step(samples.inputs, samples.targets, samples.weights);
        }
        ByteBuffer state = ByteBuffer.allocate(learner.stateBytes());
        learner.writeState(state);
        digest.update(state.array());
        float[] result = new float[320];
        classifier.score(learner.serving(), samples.pixels, 32, result);
        ByteBuffer scores = ByteBuffer.allocate(4 * result.length);
        scores.asFloatBuffer().put(result);
        digest.update(scores.array());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @Test
  void sameSeedAndSamples_giveTheSameBitsInAnotherProcess() throws Exception {
    // When
    String here = digest();
    String there = inAnotherProcess();

    // Then
    assertThat(there).contains("digest " + here).contains("threads 1");
    assertThat(digest()).isEqualTo(here);
  }

  private static String inAnotherProcess() throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (argument.startsWith("-Dorg.") || argument.startsWith("-Xmx")) {
        command.add(argument);
      }
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(DeterminismTest.class.getName());
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("OMP_NUM_THREADS"); // one thread must not depend on it
    builder.environment().remove("OPENBLAS_NUM_THREADS");
    Process process = builder.start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return output;
    } finally {
      process.destroyForcibly();
    }
  }
}
