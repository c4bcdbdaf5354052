/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.heartbeat.transport.netty;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The receiving side of RFC 7692 with a window of any size: a plain decoder of DEFLATE
 * (RFC 1951) that fails when the data refers to something further away than its window.
 * The JDK's has a window of 32 KB and would not notice.
 */
final class WindowedInflater {

	private static final int[] LENGTHS = { 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67,
			83, 99, 115, 131, 163, 195, 227, 258 };

	private static final int[] LENGTH_BITS = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4,
			5, 5, 5, 5, 0 };

	private static final int[] DISTANCES = { 1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513,
			769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12_289, 16_385, 24_577 };

	private static final int[] ORDER = { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };

	private static final int END_OF_BLOCK = 256;

	private final int window;

	private final boolean takeover;

	private byte[] input = {};

	/** The position in the input, in bits. */
	private int position;

	private byte[] output = new byte[1024];

	private int size;

	WindowedInflater(int window, boolean takeover) {
		this.window = window;
		this.takeover = takeover;
	}

	/**
	 * Decompress a message.
	 * @param payload its payload
	 * @return the message
	 */
	byte[] inflate(byte[] payload) {
		this.input = Arrays.copyOf(payload, payload.length + 4);
		this.input[payload.length + 2] = (byte) 0xFF;
		this.input[payload.length + 3] = (byte) 0xFF;
		this.position = 0;
		this.size = this.takeover ? this.size : 0;
		int begin = this.size;
		while (this.position < this.input.length * 8) {
			readBlock();
		}
		return Arrays.copyOfRange(this.output, begin, this.size);
	}

	private void readBlock() {
		assertThat(bits(1)).as("BFINAL").isZero();
		switch (bits(2)) {
			case 0 -> readStored();
			case 1 -> readCompressed(fixedLengths(), code(filled(30, 5)));
			default -> readDynamic();
		}
	}

	private void readStored() {
		this.position = (this.position + 7) / 8 * 8;
		int length = bits(16);
		assertThat(bits(16)).isEqualTo(length ^ 0xFFFF);
		for (int i = 0; i < length; i++) {
			write(bits(8));
		}
	}

	private static Code fixedLengths() {
		int[] lengths = filled(288, 8);
		Arrays.fill(lengths, 144, 256, 9);
		Arrays.fill(lengths, 256, 280, 7);
		return code(lengths);
	}

	private void readDynamic() {
		int literals = bits(5) + 257;
		int distances = bits(5) + 1;
		int codes = bits(4) + 4;
		int[] codeLengths = new int[ORDER.length];
		for (int i = 0; i < codes; i++) {
			codeLengths[ORDER[i]] = bits(3);
		}
		Code code = code(codeLengths);
		int[] lengths = new int[literals + distances];
		for (int i = 0; i < lengths.length;) {
			int symbol = symbol(code);
			int repeated = (symbol == 16) ? lengths[i - 1] : (symbol < 16) ? symbol : 0;
			int count = switch (symbol) {
				case 16 -> 3 + bits(2);
				case 17 -> 3 + bits(3);
				case 18 -> 11 + bits(7);
				default -> 1;
			};
			Arrays.fill(lengths, i, i + count, repeated);
			i += count;
		}
		readCompressed(code(Arrays.copyOf(lengths, literals)),
				code(Arrays.copyOfRange(lengths, literals, lengths.length)));
	}

	private void readCompressed(Code literals, Code distances) {
		int symbol = symbol(literals);
		while (symbol != END_OF_BLOCK) {
			if (symbol < END_OF_BLOCK) {
				write(symbol);
			}
			else {
				int length = LENGTHS[symbol - 257] + bits(LENGTH_BITS[symbol - 257]);
				int code = symbol(distances);
				copy(length, DISTANCES[code] + bits(Math.max(0, code / 2 - 1)));
			}
			symbol = symbol(literals);
		}
	}

	private void copy(int length, int distance) {
		assertThat(distance).as("a distance").isLessThanOrEqualTo(Math.min(this.window, this.size));
		for (int i = 0; i < length; i++) {
			write(this.output[this.size - distance]);
		}
	}

	private void write(int value) {
		if (this.size == this.output.length) {
			this.output = Arrays.copyOf(this.output, 2 * this.size);
		}
		this.output[this.size++] = (byte) value;
	}

	private int bits(int count) {
		int value = 0;
		for (int i = 0; i < count; i++) {
			value |= (this.input[this.position / 8] >> (this.position % 8) & 1) << i;
			this.position++;
		}
		return value;
	}

	private int symbol(Code code) {
		int value = 0;
		int first = 0;
		int index = 0;
		for (int length = 1; length < code.counts.length; length++) {
			value |= bits(1);
			int count = code.counts[length];
			if (value - count < first) {
				return code.symbols[index + value - first];
			}
			index += count;
			first = (first + count) << 1;
			value <<= 1;
		}
		throw new IllegalStateException("No such code");
	}

	private static int[] filled(int size, int value) {
		int[] lengths = new int[size];
		Arrays.fill(lengths, value);
		return lengths;
	}

	private static Code code(int[] lengths) {
		int[] counts = new int[16];
		for (int length : lengths) {
			counts[length]++;
		}
		counts[0] = 0;
		int[] offsets = new int[17];
		for (int length = 1; length < 16; length++) {
			offsets[length + 1] = offsets[length] + counts[length];
		}
		int[] symbols = new int[lengths.length];
		for (int symbol = 0; symbol < lengths.length; symbol++) {
			if (lengths[symbol] != 0) {
				symbols[offsets[lengths[symbol]]++] = symbol;
			}
		}
		return new Code(counts, symbols);
	}

	/**
	 * A Huffman code.
	 */
	private static final class Code {

		private final int[] counts;

		private final int[] symbols;

		Code(int[] counts, int[] symbols) {
			this.counts = counts;
			this.symbols = symbols;
		}

	}

}
