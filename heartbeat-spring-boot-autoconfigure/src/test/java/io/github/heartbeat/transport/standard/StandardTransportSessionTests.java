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

package io.github.heartbeat.transport.standard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.transport.FrameListener;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportListener;
import io.github.heartbeat.transport.TransportSession;
import io.github.heartbeat.transport.WriteListener;
import io.github.heartbeat.transport.WriteRecorder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link StandardTransportSession}.
 */
class StandardTransportSessionTests implements TransportListener {

	private final ManualThreads threads = new ManualThreads();

	private final WebSocketSession container = mock(WebSocketSession.class);

	private final List<TransportEnd> ends = new ArrayList<>();

	private final WriteRecorder write = new WriteRecorder();

	private StandardTransportSession session;

	@BeforeEach
	void createSession() {
		ReadingGate gate = new ReadingGate();
		EndDetector end = new EndDetector(this, this.threads, gate, EndDetector.CLOSE_TIMEOUT);
		this.session = new StandardTransportSession(new ContainerSession(this.container), HttpHeaders.EMPTY, gate, end,
				this.threads);
		end.opened(true, this.session::abort);
	}

	@Test
	void whenMessageIsSentThenCallerDoesNotWrite() throws Exception {
		this.session.sendText("hello", this.write);
		verify(this.container, never()).sendMessage(any());
		this.threads.runTasks();
		verify(this.container).sendMessage(new TextMessage("hello"));
		assertThat(this.write.outcomes()).containsExactly("written");
	}

	@Test
	void whenThereIsNoThreadThenWriteFails() {
		this.threads.rejecting(true);
		this.session.sendText("hello", this.write);
		assertThat(this.write.outcomes()).containsExactly("failed");
		assertThat(this.ends).isEmpty();
	}

	@Test
	void whenWriteFailsOnOpenSessionThenOutcomeIsToldAtOnceAndNoEnd() throws Exception {
		willThrow(new IllegalStateException("test")).given(this.container).sendMessage(any());
		given(this.container.isOpen()).willReturn(true);
		this.session.sendPing(ByteBuffer.allocate(1), this.write);
		this.threads.runTasks();
		verify(this.container).sendMessage(new PingMessage(ByteBuffer.allocate(1)));
		assertThat(this.write.outcomes()).containsExactly("failed");
		assertThat(this.ends).isEmpty();
	}

	@Test
	void whenWriteFailsOnClosedSessionThenEndIsToldFirst() throws Exception {
		willThrow(new IOException("test")).given(this.container).sendMessage(any());
		this.session.sendBinary(ByteBuffer.allocate(1), this.write);
		this.threads.runTasks();
		assertThat(this.write.outcomes()).isEmpty();
		this.threads.advance(EndDetector.EXPLANATION_TIMEOUT);
		assertThat(this.write.outcomes()).containsExactly("failed");
		assertThat(this.ends).extracting(TransportEnd::cause).containsExactly(DisconnectCause.CONNECTION_LOST);
	}

	@Test
	void whenListenerOfWriteFailsThenConnectionEnds() {
		this.session.sendText("hello", new WriteListener() {

			@Override
			public void written() {
				throw new StackOverflowError("test");
			}

			@Override
			public void writeFailed(Throwable failure) {
				StandardTransportSessionTests.this.write.writeFailed(failure);
			}

		});
		this.threads.runTasks();
		assertThat(this.write.outcomes()).isEmpty();
		assertThat(this.ends).extracting(TransportEnd::cause).containsExactly(DisconnectCause.CONNECTION_LOST);
	}

	@Test
	void whenFramesAreReadInPlaceOfContainerThenExtensionForItIsNotTold() {
		given(this.container.getExtensions()).willReturn(
				List.of(new WebSocketExtension("x-heartbeat-reader"), new WebSocketExtension("permessage-deflate")));
		given(this.container.getAcceptedProtocol()).willReturn("");
		createSession();
		assertThat(this.session.getHandshakeResponse().extensions()).containsExactly("permessage-deflate");
		assertThat(this.session.getHandshakeResponse().subprotocol()).isNull();
	}

	@Override
	public FrameListener opened(TransportSession session) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void ended(TransportEnd end) {
		this.ends.add(end);
	}

}
