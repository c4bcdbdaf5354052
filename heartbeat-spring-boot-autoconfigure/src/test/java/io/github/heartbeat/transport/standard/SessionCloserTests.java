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
import java.util.ArrayList;
import java.util.List;

import io.github.heartbeat.transport.FrameListener;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportListener;
import io.github.heartbeat.transport.TransportSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link SessionCloser}.
 */
class SessionCloserTests implements TransportListener {

	private final ManualThreads threads = new ManualThreads();

	private final WebSocketSession session = mock(WebSocketSession.class);

	private final List<TransportEnd> ends = new ArrayList<>();

	private SessionCloser closer;

	@BeforeEach
	void createCloser() {
		EndDetector end = new EndDetector(this, this.threads, new ReadingGate(), EndDetector.CLOSE_TIMEOUT);
		this.closer = new SessionCloser(new ContainerSession(this.session), end, this.threads);
	}

	@Test
	void whenClosedThenCallerDoesNotWait() throws Exception {
		this.closer.close(CloseStatus.NORMAL);
		verify(this.session, never()).close(any());
		this.threads.runTasks();
		verify(this.session).close(CloseStatus.NORMAL);
		assertThat(this.ends).isEmpty();
	}

	@Test
	void whenSessionCannotBeClosedThenItIsAborted() throws Exception {
		willThrow(new IOException("test")).given(this.session).close(any());
		this.closer.close(CloseStatus.NORMAL);
		this.threads.runTasks();
		assertThat(this.ends).containsExactly(TransportEnd.closedByClient());
	}

	@Test
	void whenAbortedThenEndIsToldWhenThatIsDone() throws Exception {
		this.closer.abort(CloseStatus.GOING_AWAY);
		assertThat(this.ends).isEmpty();
		this.threads.runTasks();
		verify(this.session).close(CloseStatus.GOING_AWAY);
		assertThat(this.ends).containsExactly(TransportEnd.closedByClient());
	}

	@Test
	void whenAbortFailsThenEndIsToldAllTheSame() throws Exception {
		willThrow(new StackOverflowError("test")).given(this.session).close(any());
		this.closer.abort(CloseStatus.GOING_AWAY);
		this.threads.runTasks();
		assertThat(this.ends).containsExactly(TransportEnd.closedByClient());
	}

	@Test
	void whenThereIsNoThreadThenItIsTriedAgain() throws Exception {
		this.threads.rejecting(true);
		this.closer.abort(CloseStatus.GOING_AWAY);
		this.threads.rejecting(false);
		this.threads.advance(SessionCloser.THREAD_RETRY);
		this.threads.runTasks();
		verify(this.session).close(CloseStatus.GOING_AWAY);
		assertThat(this.ends).containsExactly(TransportEnd.closedByClient());
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
