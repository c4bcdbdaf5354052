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

package io.github.heartbeat.test.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.github.heartbeat.test.Opcodes;
import io.github.heartbeat.test.RecordedFrame;
import io.github.heartbeat.transport.FrameListener;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FrameReader}.
 */
class FrameReaderTests implements FrameListener {

	private final List<String> story = new ArrayList<>();

	private final FrameReader reader = new FrameReader(this);

	@Test
	void whenMessageIsInFragmentsThenItsPartsAreToldAroundOtherFrames() throws Exception {
		read(Opcodes.TEXT, false, "he".getBytes());
		assertThat(read(Opcodes.PING, true, "?".getBytes())).isEqualTo(FrameReader.Answer.PING);
		read(Opcodes.CONTINUATION, true, "llo".getBytes());
		read(Opcodes.BINARY, true, new byte[3]);
		assertThat(this.story).containsExactly("text he (2)", "ping", "text llo (3) last", "binary 3 last");
	}

	@Test
	void whenCharacterIsCutInTwoThenItIsToldWhole() throws Exception {
		byte[] euro = "€".getBytes(StandardCharsets.UTF_8);
		read(Opcodes.TEXT, false, new byte[] { 'a', euro[0] });
		read(Opcodes.CONTINUATION, false, new byte[] { euro[1] });
		read(Opcodes.CONTINUATION, true, new byte[] { euro[2] });
		assertThat(this.story).containsExactly("text a (1)", "text  (0)", "text € (3) last");
	}

	@Test
	void whenPongArrivesThenItsPayloadIsTold() throws Exception {
		assertThat(read(Opcodes.PONG, true, "42".getBytes())).isEqualTo(FrameReader.Answer.NOTHING);
		assertThat(this.story).containsExactly("pong 42");
	}

	@Test
	void whenCloseArrivesThenThatIsToBeAnswered() throws Exception {
		assertThat(read(Opcodes.CLOSE, true, new byte[0])).isEqualTo(FrameReader.Answer.CLOSE);
		assertThat(read(Opcodes.CLOSE, true, new byte[] { 3, (byte) 0xE8 })).isEqualTo(FrameReader.Answer.CLOSE);
	}

	@Test
	void whenFrameBreaksARuleThenItIsRefused() {
		assertWrong(1002, Opcodes.CONTINUATION, true, new byte[0]);
		assertWrong(1002, 3, true, new byte[0]);
		assertWrong(1002, 11, true, new byte[0]);
		assertWrong(1002, Opcodes.PING, false, new byte[0]);
		assertWrong(1002, Opcodes.PING, true, new byte[126]);
		assertWrong(1002, Opcodes.CLOSE, true, new byte[1]);
		assertWrong(1002, Opcodes.CLOSE, true, new byte[] { 3, (byte) 0xED });
		assertWrong(1007, Opcodes.TEXT, true, new byte[] { (byte) 0xFF });
		assertWrong(1007, Opcodes.TEXT, true, new byte[] { (byte) 0xE2 });
		assertThatExceptionOfType(WrongFrameException.class)
			.isThrownBy(() -> this.reader.read(frame(Opcodes.TEXT, true, true, new byte[0]), 0));
		assertThatExceptionOfType(WrongFrameException.class)
			.isThrownBy(() -> this.reader.read(frame(Opcodes.TEXT, true, false, new byte[0]), 4));
	}

	@Test
	void whenMessageBeginsWithinAnotherThenItIsRefused() throws Exception {
		read(Opcodes.TEXT, false, new byte[0]);
		assertWrong(1002, Opcodes.TEXT, true, new byte[0]);
	}

	private void assertWrong(int code, int opcode, boolean fin, byte[] payload) {
		assertThatExceptionOfType(WrongFrameException.class).isThrownBy(() -> read(opcode, fin, payload))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(code));
	}

	private FrameReader.Answer read(int opcode, boolean fin, byte[] payload) throws WrongFrameException {
		return this.reader.read(frame(opcode, fin, false, payload), 0);
	}

	private static RecordedFrame frame(int opcode, boolean fin, boolean masked, byte[] payload) {
		return new RecordedFrame(1, opcode, fin, masked, payload, 0);
	}

	@Override
	public void text(String part, int size, boolean last) {
		this.story.add("text " + part + " (" + size + ")" + (last ? " last" : ""));
	}

	@Override
	public void binary(ByteBuffer part, boolean last) {
		this.story.add("binary " + part.remaining() + (last ? " last" : ""));
	}

	@Override
	public void pieceArrived() {
		this.story.add("piece");
	}

	@Override
	public void ping() {
		this.story.add("ping");
	}

	@Override
	public void pong(ByteBuffer payload) {
		this.story.add("pong " + StandardCharsets.UTF_8.decode(payload));
	}

}
