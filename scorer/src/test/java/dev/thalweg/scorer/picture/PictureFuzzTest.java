package dev.thalweg.scorer.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.scorer.picture.refusal.PictureException;
import dev.thalweg.scorer.picture.refusal.PictureLimits;
import java.awt.Color;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bytes, the answer is an input or a refusal with a sentence. */
class PictureFuzzTest {
  private static final int PER_FILE = 3000;
  private static final long SEED = 20_240_501;

  private final PictureReader reader =
      new PictureReader(28, 28, new PictureLimits(1 << 16, 1024, 1 << 17));
  private final Random random = new Random(SEED);

  private static List<byte[]> originals() {
    var where = new Rectangle(10, 5, 20, 32);
    var opaque = Drawing.seven(40, 42, where, Color.BLACK, Color.WHITE);
    var clear = Drawing.seven(40, 42, where, Color.BLUE, Drawing.CLEAR);
    List<byte[]> files = new ArrayList<>();
    for (String format : List.of("png", "jpeg", "gif", "bmp")) {
      files.add(Drawing.encode(opaque, format));
    }
    files.add(Drawing.encode(clear, "png"));
    files.add(Drawing.encode(clear, "gif"));
    files.add(Drawing.progressiveJpeg(opaque));
    byte[] runLengths = Drawing.encode(Drawing.grey(new byte[784], 28, 28), "bmp");
    runLengths[30] = 1;
    files.add(runLengths);
    files.add(
        new BmpBytes(40, 42, 16)
            .header(124)
            .masks(0xf00, 0xf0, 0xf, 0xf000)
            .pixels(at -> at % 40 > 15 && at % 40 < 20 ? 0xf000 : 0xffff)
            .file());
    files.add(JpegBytes.ofBands(new Random(1).ints(4 * 40 * 42, 0, 256).toArray(), 40, 4));
    return files;
  }

  private byte[] mutated(byte[] original) {
    byte[] bytes = original.clone();
    int edits = 1 + random.nextInt(6);
    int reach = random.nextBoolean() ? Math.min(80, bytes.length) : bytes.length; // headers
    for (int i = 0; i < edits; i++) {
      int at = random.nextInt(reach);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0);
        case 3 -> {
          int from = random.nextInt(original.length);
          int most = Math.min(bytes.length - at, original.length - from);
          int length = Math.min(most, random.nextInt(40));
          System.arraycopy(original, from, bytes, at, length);
        }
        default -> {
          if (random.nextInt(8) == 0) {
            bytes = Arrays.copyOf(bytes, Math.max(reach, random.nextInt(bytes.length + 40)));
          }
        }
      }
    }
    boolean png = bytes[0] == (byte) 0x89;
    return png && random.nextInt(8) != 0 ? PngBytes.repaired(bytes) : bytes;
  }

  @Test
  void mutatedFile_isReadOrRefusedWithASentence() {
    int read = 0;
    int refused = 0;
    for (byte[] original : originals()) {
      for (int i = 0; i < PER_FILE; i++) {
        byte[] file = mutated(original);
        try {
          assertThat(reader.read(file)).hasSize(784);
          read++;
        } catch (PictureException e) {
          assertThat(e.getMessage()).endsWith(".").doesNotContain("Exception", "javax", "null");
          refused++;
        } catch (RuntimeException | Error e) {
          throw new AssertionError("seed " + SEED + ": " + Arrays.toString(file), e);
        }
      }
    }
    // Both ways are taken often, or the mutations test nothing.
    assertThat(read).isGreaterThan(500);
    assertThat(refused).isGreaterThan(500);
  }
}
