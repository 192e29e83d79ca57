package dev.thalweg.scorer.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.scorer.picture.digit.Box;
import dev.thalweg.scorer.picture.ink.Ink;
import dev.thalweg.scorer.picture.refusal.PictureException;
import dev.thalweg.scorer.picture.refusal.PictureLimits;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureReaderTest {
  private static final Rectangle MIDDLE = new Rectangle(80, 60, 100, 160);
  private final PictureReader reader = new PictureReader(28, 28, PictureLimits.defaults());

  private byte[] seven() throws PictureException {
    return reader.read(Drawing.encode(Drawing.seven(), "png"));
  }

  private static double difference(byte[] one, byte[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += Math.abs((one[i] & 0xff) - (other[i] & 0xff));
    }
    return sum / one.length;
  }

  private void assertIsTheSeven(byte[] read) throws PictureException {
    assertThat(difference(read, seven())).isLessThan(4);
  }

  @Test
  void digit_fillsABoxOf20AroundItsCentreOfMass() throws PictureException {
    // When
    byte[] read = seven();
    // Then
    double mass = 0;
    double x = 0;
    double y = 0;
    for (int i = 0; i < read.length; i++) {
      int value = read[i] & 0xff;
      mass += value;
      x += value * (i % 28);
      y += value * (i / 28);
    }
    assertThat(x / mass).isCloseTo(14, within(0.51));
    assertThat(y / mass).isCloseTo(14, within(0.51));
    Box box = Box.around(new Ink(28, 28, read));
    assertThat(box.height()).isEqualTo(20);
    assertThat(box.width()).isBetween(12, 13); // 100 of 160
    assertThat(read).contains((byte) 255);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif", "bmp"})
  void format_makesNoDifference(String format) throws PictureException {
    assertIsTheSeven(reader.read(Drawing.encode(Drawing.seven(), format)));
  }

  @ParameterizedTest
  @CsvSource({
    "000000, ffffff",
    "ffffff, 000000",
    "0000ff, ffffff",
    "ffff00, 303030",
    "404040, c0c0c0"
  })
  void colors_makeNoDifference(String ink, String ground) throws PictureException {
    Color inkColor = new Color(Integer.parseInt(ink, 16));
    Color groundColor = new Color(Integer.parseInt(ground, 16));
    var picture = Drawing.seven(280, 280, MIDDLE, inkColor, groundColor);
    assertIsTheSeven(reader.read(Drawing.encode(picture, "png")));
    assertIsTheSeven(reader.read(Drawing.encode(picture, "jpeg")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x000000, 0xffffff, 0xff0000, 0x808080})
  void strokeOnTransparentGround_isTheInk(int ink) throws PictureException {
    var picture = Drawing.seven(280, 280, MIDDLE, new Color(ink), Drawing.CLEAR);
    assertIsTheSeven(reader.read(Drawing.encode(picture, "png")));
    assertIsTheSeven(reader.read(Drawing.encode(picture, "gif")));
  }

  @Test
  void transparentCorners_areOfTheOpaqueGround() throws PictureException {
    var picture =
        Drawing.seven(280, 280, MIDDLE, Color.BLACK, Color.WHITE, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < 400; i++) {
      picture.setRGB(i % 20, i / 20, 0);
      picture.setRGB(260 + i % 20, i / 20, 0);
    }
    assertIsTheSeven(reader.read(Drawing.encode(picture, "png")));
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 300, 800, 40, 100, 160",
    "60, 60, 1, 5, 25, 40",
    "2400, 2400, 30, 1000, 800, 1280",
    "29, 40, 2, 4, 20, 32",
    "280, 280, 180, 120, 100, 160"
  })
  void sizeAndPlace_makeNoDifference(int width, int height, int x, int y, int w, int h)
      throws PictureException {
    var where = new Rectangle(x, y, w, h);
    var picture = Drawing.seven(width, height, where, Color.BLACK, Color.WHITE);
    assertThat(difference(reader.read(Drawing.encode(picture, "png")), seven())).isLessThan(9);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_USHORT_GRAY,
        BufferedImage.TYPE_BYTE_BINARY,
        BufferedImage.TYPE_BYTE_INDEXED
      })
  void depth_makesNoDifference(int type) throws PictureException {
    var picture = Drawing.seven(280, 280, MIDDLE, Color.WHITE, Color.BLACK, type);
    assertIsTheSeven(reader.read(Drawing.encode(picture, "png")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif"})
  void pictureOfTheModelsSize_isTakenAsItIs(String format) throws PictureException {
    // Given: greys of every level, off-centre
    byte[] pixels = new byte[784];
    for (int i = 0; i < 256; i++) {
      pixels[28 * (2 + i / 16) + 1 + i % 16] = (byte) i;
    }
    byte[] inverted = pixels.clone();
    for (int i = 0; i < inverted.length; i++) {
      inverted[i] = (byte) ~inverted[i];
    }
    // When
    byte[] same = reader.read(Drawing.encode(Drawing.grey(pixels, 28, 28), format));
    byte[] turned = reader.read(Drawing.encode(Drawing.grey(inverted, 28, 28), format));
    // Then
    assertThat(same).isEqualTo(pixels);
    assertThat(turned).isEqualTo(pixels);
  }

  @Test
  void modelOfAnotherSize_getsItsOwnField() throws PictureException {
    byte[] read =
        new PictureReader(56, 42, PictureLimits.defaults())
            .read(Drawing.encode(Drawing.seven(), "png"));
    assertThat(read).hasSize(56 * 42);
    Box box = Box.around(new Ink(42, 56, read));
    assertThat(box.height()).isEqualTo(40);
    assertThat(box.width()).isBetween(24, 26);
  }

  @Test
  void unevenLightAndGrain_areBlottedOut() throws PictureException {
    // Given: a photograph, as it were
    Random random = new Random(3);
    var picture = Drawing.seven(280, 280, MIDDLE, Color.BLACK, Color.WHITE);
    for (int i = 0; i < 280 * 280; i++) {
      int x = i % 280;
      int y = i / 280;
      double paper = 235 - 40 * x / 280.0;
      double light = 50 + (paper - 50) * (picture.getRGB(x, y) & 0xff) / 255;
      int grey = (int) Math.max(0, Math.min(255, light + 8 * random.nextGaussian()));
      picture.setRGB(x, y, grey * 0x010101);
    }
    // When, Then
    assertIsTheSeven(reader.read(Drawing.encode(picture, "png")));
    assertIsTheSeven(reader.read(Drawing.encode(picture, "jpeg")));
  }

  @Test
  void readerOfManyThreads_readsTheSame() throws PictureException {
    // Given
    byte[] jpeg = Drawing.encode(Drawing.seven(), "jpeg");
    byte[] expected = reader.read(jpeg);
    // When
    var read = IntStream.range(0, 200).parallel().mapToObj(i -> unchecked(jpeg)).toList();
    // Then
    assertThat(read).hasSize(200).allMatch(pixels -> Arrays.equals(pixels, expected));
  }

  private byte[] unchecked(byte[] encoded) {
    try {
      return reader.read(encoded);
    } catch (PictureException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void progressiveJpeg_isRead() throws PictureException {
    assertIsTheSeven(reader.read(Drawing.progressiveJpeg(Drawing.seven())));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void jpegOfATurnedCamera_isSetUpright(int orientation) throws PictureException {
    // Given: what the camera stores, by Exif's words for where row 0 and column 0 belong
    BufferedImage upright = Drawing.seven();
    BufferedImage stored = new BufferedImage(280, 280, BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < 280; row++) {
      for (int column = 0; column < 280; column++) {
        int farRow = 279 - row;
        int farColumn = 279 - column;
        int rgb =
            switch (orientation) {
              case 1 -> upright.getRGB(column, row); // row 0 at the top, column 0 at the left
              case 2 -> upright.getRGB(farColumn, row); // top, right
              case 3 -> upright.getRGB(farColumn, farRow); // bottom, right
              case 4 -> upright.getRGB(column, farRow); // bottom, left
              case 5 -> upright.getRGB(row, column); // left, top
              case 6 -> upright.getRGB(farRow, column); // right, top
              case 7 -> upright.getRGB(farRow, farColumn); // right, bottom
              default -> upright.getRGB(row, farColumn); // left, bottom
            };
        stored.setRGB(column, row, rgb);
      }
    }
    byte[] jpeg = Drawing.encode(stored, "jpeg");
    var withExif = new ByteArrayOutputStream();
    withExif.write(jpeg, 0, 2);
    withExif.writeBytes(
        new byte[] {
          (byte) 0xff,
          (byte) 0xe1,
          0,
          34,
          'E',
          'x',
          'i',
          'f',
          0,
          0,
          'M',
          'M',
          0,
          42,
          0,
          0,
          0,
          8,
          0,
          1,
          1,
          0x12,
          0,
          3,
          0,
          0,
          0,
          1,
          0,
          (byte) orientation,
          0,
          0,
          0,
          0,
          0,
          0
        });
    withExif.write(jpeg, 2, jpeg.length - 2);
    // When, Then
    assertIsTheSeven(reader.read(withExif.toByteArray()));
  }

  @Test
  void firstFrameOfAGif_isTheOneRead() throws PictureException {
    byte[] gif = Drawing.encode(Drawing.seven(), "gif");
    byte[] more = new byte[gif.length + 4];
    System.arraycopy(gif, 0, more, 0, gif.length - 1);
    more[gif.length - 1] = 0x2c; // another frame begins, and is never looked at
    assertThat(reader.read(more)).isEqualTo(reader.read(gif));
  }
}
