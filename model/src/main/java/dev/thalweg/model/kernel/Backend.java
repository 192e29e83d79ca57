package dev.thalweg.model.kernel;

import dev.thalweg.model.text.Decimal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The native libraries that multiply matrices. They decide the last bits of every result, so a
 * snapshot names them; only a rebuild on the same backend is bound to give the same bits.
 */
public final class Backend {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private static final List<String> OVERRULING =
      List.of("OPENBLAS_CORETYPE", "ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA");

  private Backend() {}

  /** Initialised once, by the class loader, when native code is first needed. */
  private static final class Holder {
    static final NativeOps NATIVE = initialize();

    /**
     * One compute thread: two spinning ones next to a broker on two cores were measured at a
     * fiftieth of the speed of one, and their number may decide the order of summation.
     */
    private static NativeOps initialize() {
      Nd4j.create(DataType.FLOAT, 1).close(); // before NativeOpsHolder, which can't load by itself
      Nd4j.getEnvironment().setMaxThreads(1);
      Nd4j.getEnvironment().setMaxMasterThreads(1);
      openblas_nolapack.blas_set_num_threads(1);
      return NativeOpsHolder.getInstance().getDeviceNativeOps();
    }
  }

  /** The native operations; the first call loads the libraries, which takes about a second. */
  public static NativeOps nativeOps() {
    return Holder.NATIVE;
  }

  /**
   * Begins to load the libraries in a thread of its own, so that other work can be done meanwhile.
   * The first that needs them waits for it, and gets its failure.
   */
  public static void preload() {
    Thread thread = new Thread(Backend::nativeOps, "native-backend");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((loading, failure) -> {});
    thread.start();
  }

  /**
   * Makes the calling thread compute alone. OpenMP, which oneDNN runs on, keeps its number of
   * threads for each calling thread; without this a thread would take all processors unless
   * OMP_NUM_THREADS says otherwise.
   */
  public static void useOneThread() {
    nativeOps().setOmpNumThreads(1);
  }

  /**
   * Library, version, native build, and what chooses the kernels: the widest instruction set and
   * the maker of the processor, such as {@code nd4j-native 1.0.0-M2.1 linux-x86_64-onednn avx512
   * amd}, with the environment variables that overrule the choice if they are set. What can't be
   * found out reads {@code unknown}; this never fails and loads no native library.
   */
  public static String describe() {
    String cpuInfo = cpuInfo();
    var text = new StringBuilder("nd4j-native ");
    text.append(version()).append(' ').append(build());
    text.append(' ').append(instructionSet(cpuInfo)).append(' ').append(maker(cpuInfo));
    for (String variable : OVERRULING) {
      String value = System.getenv(variable);
      if (value != null) {
        text.append(' ').append(variable).append('=').append(Decimal.excerpt(value));
      }
    }
    return text.toString();
  }

  private static String version() {
    String resource = "/META-INF/maven/org.nd4j/nd4j-native/pom.properties";
    try (InputStream in = Backend.class.getResourceAsStream(resource)) {
      if (in == null) {
        return "unknown";
      }
      var properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "unknown");
    } catch (IOException | IllegalArgumentException e) {
      return "unknown";
    }
  }

  private static String build() {
    String extension = System.getProperty("org.bytedeco.javacpp.platform.extension", "");
    return Loader.getPlatform() + extension;
  }

  /** Empty where there is none: not on Linux. */
  private static String cpuInfo() {
    try {
      return Files.readString(CPU_INFO, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /** OpenBLAS chooses by maker and family as well, not by instruction set alone. */
  static String maker(String cpuInfo) {
    if (cpuInfo.contains("AuthenticAMD")) {
      return "amd";
    }
    return cpuInfo.contains("GenuineIntel") ? "intel" : "unknown";
  }

  /** The widest set both libraries have kernels for, from the text of {@code /proc/cpuinfo}. */
  static String instructionSet(String cpuInfo) {
    List<String> flags =
        cpuInfo
            .lines()
            .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
            .findFirst()
            .map(line -> List.of(line.substring(line.indexOf(':') + 1).trim().split("\\s+")))
            .orElse(List.of());
    for (String[] known :
        new String[][] {
          {"avx512f", "avx512"},
          {"avx2", "avx2"},
          {"avx", "avx"},
          {"sse4_1", "sse4"},
          {"sve", "sve"},
          {"asimd", "neon"}
        }) {
      if (flags.contains(known[0])) {
        return known[1];
      }
    }
    return "unknown";
  }
}
