package dev.thalweg.scorer.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.model.network.Parameters;
import dev.thalweg.scorer.picture.refusal.PictureException;
import dev.thalweg.scorer.picture.refusal.PictureLimits;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Pictures of real digits give the answers that the digits themselves give. */
class MnistPictureTest {
  private static final int PIXELS = Mnist.PIXELS;
  private static final int LEARNED = 12_800;
  private static final int TESTED = 1_000;
  private static final long SEED = 7;

  private final PictureReader reader = new PictureReader(28, 28, PictureLimits.defaults());

  private static double accuracy(Parameters parameters, byte[] images, byte[] labels) {
    float[] probabilities = Mnist.scores(parameters, images);
    int correct = 0;
    for (int i = 0; i < labels.length; i++) {
      correct += Mnist.best(probabilities, i) == labels[i] ? 1 : 0;
    }
    return (double) correct / labels.length;
  }

  /** The digit 5 to 10 times as large, somewhere on a larger sheet, half of them inverted. */
  private static BufferedImage sheet(byte[] digit, Random random) {
    int size = 28 * (5 + random.nextInt(6));
    int width = size + random.nextInt(300);
    int height = size + random.nextInt(300);
    BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D g = sheet.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    int x = random.nextInt(width - size + 1);
    int y = random.nextInt(height - size + 1);
    g.drawImage(Drawing.grey(digit, 28, 28), x, y, size, size, null);
    g.dispose();
    if (random.nextBoolean()) {
      byte[] values = (byte[]) sheet.getRaster().getDataElements(0, 0, width, height, null);
      for (int i = 0; i < values.length; i++) {
        values[i] = (byte) ~values[i];
      }
      sheet.getRaster().setDataElements(0, 0, width, height, values);
    }
    return sheet;
  }

  private byte[] throughPictures(byte[] images, String format) throws PictureException {
    Random random = new Random(SEED);
    byte[] read = new byte[images.length];
    for (int start = 0; start < images.length; start += PIXELS) {
      byte[] digit = Arrays.copyOfRange(images, start, start + PIXELS);
      byte[] input = reader.read(Drawing.encode(sheet(digit, random), format));
      System.arraycopy(input, 0, read, start, PIXELS);
    }
    return read;
  }

  private static double difference(byte[] one, byte[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += Math.abs((one[i] & 0xff) - (other[i] & 0xff));
    }
    return sum / one.length;
  }

  @Test
  void everyTestImage_comesBackAsItIs() throws IOException, PictureException {
    byte[] images = Mnist.testImages(10_000);
    for (int start = 0; start < images.length; start += PIXELS) {
      byte[] digit = Arrays.copyOfRange(images, start, start + PIXELS);
      byte[] png = Drawing.encode(Drawing.grey(digit, 28, 28), "png");
      assertThat(Arrays.equals(reader.read(png), digit)).describedAs("image at %d", start).isTrue();
    }
  }

  @Test
  void picturesOfDigits_areScoredAsTheDigitsAre() throws IOException, PictureException {
    // Given
    byte[] images = Mnist.testImages(TESTED);
    byte[] labels = Mnist.testLabels(TESTED);
    Parameters parameters = Mnist.learned(LEARNED);
    double originals = accuracy(parameters, images, labels);
    for (String format : new String[] {"png", "jpeg"}) {
      // When
      byte[] read = throughPictures(images, format);
      double pictures = accuracy(parameters, read, labels);
      // Then
      System.out.printf(
          "%s: %.1f %% of the digits right, %.1f %% of their pictures; mean difference %.1f%n",
          format, 100 * originals, 100 * pictures, difference(read, images));
      assertThat(pictures).isGreaterThan(originals - 0.03);
    }
  }
}
