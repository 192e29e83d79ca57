package dev.thalweg.scorer.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.scorer.picture.refusal.PictureException;
import dev.thalweg.scorer.picture.refusal.PictureLimits;
import java.awt.Color;
import java.awt.Rectangle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is transparent looks as in a browser, on a white page. */
class TransparencyTest {
  private static final int SIDE = 28;
  private static final int GREY = 0;
  private static final int RGB = 2;
  private static final int GREY_AND_ALPHA = 4;

  private final PictureReader reader = new PictureReader(SIDE, SIDE, PictureLimits.defaults());

  /** A bar of black, or half transparent black below, on what is transparent. */
  private static int alpha(int at) {
    int x = at % SIDE;
    int y = at / SIDE;
    boolean inked = x >= 12 && x < 16 && y >= 4 && y < 24;
    return inked ? (y < 14 ? 255 : 102) : 0;
  }

  private static byte[] expected(IntUnaryOperator alpha) {
    byte[] expected = new byte[SIDE * SIDE];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (byte) alpha.applyAsInt(i);
    }
    return expected;
  }

  @ParameterizedTest
  @CsvSource({"4, 8", "4, 16", "6, 8", "6, 16"})
  void alphaOfAPng_isMixedWithWhite(int colors, int depth) throws PictureException {
    // Given: what is transparent has a colour that must not be seen
    int bands = colors == GREY_AND_ALPHA ? 2 : 4;
    byte[] png =
        PngBytes.image(
            SIDE,
            depth,
            colors,
            (at, band) -> {
              int most = (1 << depth) - 1;
              int alpha = alpha(at) * most / 255;
              return band == bands - 1 ? alpha : alpha == 0 ? most / 3 : 0;
            });
    // When, Then
    assertThat(reader.read(png)).isEqualTo(expected(TransparencyTest::alpha));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16})
  void oneTransparentGreyOfAPng_isWhite(int depth) throws PictureException {
    // Given: black is transparent and white is the ink, which nobody would see, or the other way
    int most = (1 << depth) - 1;
    byte[] png = PngBytes.image(SIDE, depth, GREY, (at, band) -> alpha(at) == 0 ? most : 0);
    byte[] transparent = ByteBuffer.allocate(2).putShort((short) most).array();
    byte[] black = PngBytes.image(SIDE, depth, GREY, (at, band) -> alpha(at) == 0 ? 0 : most / 2);
    byte[] none = new byte[2];
    byte[] expected = expected(at -> alpha(at) == 0 ? 0 : 255);
    // When, Then
    assertThat(reader.read(PngBytes.with(png, "tRNS", transparent))).isEqualTo(expected);
    if (depth > 1) {
      int grey = 255 - (most / 2 * 255 + most / 2) / most;
      assertThat(reader.read(PngBytes.with(black, "tRNS", none)))
          .isEqualTo(expected(at -> alpha(at) == 0 ? 0 : grey));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16})
  void oneTransparentColorOfAPng_isWhite(int depth) throws PictureException {
    // Given: a red that is transparent, and one that differs in the last bit alone and is not
    int most = (1 << depth) - 1;
    int[] clear = {most / 2, 3, 1};
    int[] ink = {most / 2, 3, 0};
    byte[] png =
        PngBytes.image(SIDE, depth, RGB, (at, band) -> (alpha(at) == 0 ? clear : ink)[band]);
    ByteBuffer transparent = ByteBuffer.allocate(6);
    for (int value : clear) {
      transparent.putShort((short) value);
    }
    // When
    byte[] read = reader.read(PngBytes.with(png, "tRNS", transparent.array()));
    // Then
    int light = (299 * 127 + 587 * (depth == 8 ? 3 : 0) + 500) / 1000;
    assertThat(read).isEqualTo(expected(at -> alpha(at) == 0 ? 0 : 255 - light));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void transparentColorsOfAPalette_areWhite(int depth) throws PictureException {
    byte[] png =
        PngBytes.palette(SIDE, depth, new byte[] {0, 0, 0, 9, 9, 9}, at -> alpha(at) == 0 ? 0 : 1);
    byte[] read = reader.read(PngBytes.with(png, "PLTE", "tRNS", new byte[] {0}));
    assertThat(read).isEqualTo(expected(at -> alpha(at) == 0 ? 0 : 246));
  }

  @ParameterizedTest
  @CsvSource({"56, 32", "108, 32", "124, 32", "56, 16", "124, 16"})
  void alphaOfABmp_isMixedWithWhite(int header, int depth) throws PictureException {
    int bits = depth / 4;
    int most = (1 << bits) - 1;
    byte[] bmp =
        new BmpBytes(SIDE, SIDE, depth)
            .header(header)
            .masks(most << (2 * bits), most << bits, most, most << (3 * bits))
            .pixels(at -> ((alpha(at) * most / 255) << (3 * bits)) | (alpha(at) == 0 ? most : 0))
            .file();
    assertThat(reader.read(bmp)).isEqualTo(expected(TransparencyTest::alpha));
  }

  @Test
  void bmpWhoseAlphaIsZeroEverywhere_isOpaque() throws PictureException {
    byte[] bmp =
        new BmpBytes(SIDE, SIDE, 32)
            .header(124)
            .masks(0xff0000, 0xff00, 0xff, 0xff000000)
            .pixels(at -> alpha(at) == 0 ? 0xffffff : 0)
            .file();
    assertThat(reader.read(bmp)).isEqualTo(expected(at -> alpha(at) == 0 ? 0 : 255));
  }

  @Test
  void gifFrame_isPlacedOnAWhiteScreen() throws PictureException {
    // Given: a frame that is cut to the digit, which fills it to the edges
    var where = new Rectangle(0, 0, 100, 160);
    var seven = Drawing.seven(100, 160, where, Color.BLACK, Drawing.CLEAR);
    byte[] gif = Drawing.encode(seven, "gif");
    ByteBuffer file = ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN);
    file.putShort(6, (short) 280).putShort(8, (short) 280);
    int frame = 13 + 3 * (2 << (gif[10] & 7));
    while (gif[frame] != 0x2c) {
      frame += gif[frame] == 0x21 ? 2 : 0;
      while (gif[frame] != 0) {
        frame += 1 + (gif[frame] & 0xff);
      }
      frame++;
    }
    file.putShort(frame + 1, (short) 90).putShort(frame + 3, (short) 60);
    // When
    byte[] read = reader.read(gif);
    // Then
    byte[] expected = reader.read(Drawing.encode(Drawing.seven(), "png"));
    int different = 0;
    for (int i = 0; i < read.length; i++) {
      different += Math.abs((read[i] & 0xff) - (expected[i] & 0xff)) > 64 ? 1 : 0;
    }
    assertThat(different).isLessThan(8);
  }

  @Test
  void paleInkOnTransparentGround_isAsPaleAsOnWhite() throws PictureException {
    byte[] png =
        PngBytes.image(
            SIDE, 8, GREY_AND_ALPHA, (at, band) -> band == 0 ? 180 : alpha(at) == 0 ? 0 : 255);
    assertThat(reader.read(png)).isEqualTo(expected(at -> alpha(at) == 0 ? 0 : 75));
  }

  @Test
  void whiteInkOnTransparentGround_isSeenAllTheSame() throws PictureException {
    byte[] png = PngBytes.image(SIDE, 8, GREY_AND_ALPHA, (at, band) -> band == 0 ? 255 : alpha(at));
    assertThat(reader.read(png)).isEqualTo(expected(TransparencyTest::alpha));
  }

  @Test
  void holeInBlack_isWhite() throws PictureException {
    byte[] png =
        PngBytes.image(SIDE, 8, GREY_AND_ALPHA, (at, band) -> band == 0 ? 0 : 255 - alpha(at));
    assertThat(reader.read(png)).isEqualTo(expected(TransparencyTest::alpha));
  }
}
