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

package io.github.heartbeat.engine.liveness;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.github.heartbeat.engine.send.OutboundMessage;
import io.github.heartbeat.transport.WriteListener;
import io.github.heartbeat.transport.WriteOnlySession;

/**
 * Peer of a {@link LivenessMonitor} together with the way to it: takes the pings, and
 * writes them at once unless a test holds them back.
 */
final class FakePeer extends WriteOnlySession implements Consumer<OutboundMessage> {

	static final String PING = "[ping]";

	private final List<String> written = new ArrayList<>();

	private final List<ByteBuffer> payloads = new ArrayList<>();

	private final List<WriteListener> outcomes = new ArrayList<>();

	private final List<OutboundMessage> waiting = new ArrayList<>();

	private Runnable onPing = () -> {
	};

	private boolean accepting = true;

	private boolean telling = true;

	@Override
	public void accept(OutboundMessage ping) {
		if (this.accepting) {
			write(ping);
		}
		else {
			this.waiting.add(ping);
		}
	}

	private void write(OutboundMessage ping) {
		ping.write(this, new WriteListener() {

			@Override
			public void written() {
			}

			@Override
			public void writeFailed(Throwable failure) {
			}

		});
	}

	/**
	 * Let pings wait before they are handed to the transport.
	 */
	void hold() {
		this.accepting = false;
	}

	/**
	 * Hand over the last ping that waits.
	 */
	void release() {
		this.accepting = true;
		write(this.waiting.get(this.waiting.size() - 1));
	}

	/**
	 * Take pings, but tell nothing of their write.
	 */
	void hang() {
		this.telling = false;
	}

	/**
	 * Tell that the ping with this index is written.
	 * @param index its index
	 */
	void tellWritten(int index) {
		this.outcomes.get(index).written();
	}

	/**
	 * Do something whenever a ping is written.
	 * @param onPing what to do
	 */
	void onPing(Runnable onPing) {
		this.onPing = onPing;
	}

	List<String> written() {
		return this.written;
	}

	List<ByteBuffer> payloads() {
		return this.payloads;
	}

	/**
	 * Return the payload of the last ping frame.
	 * @return the payload, as the pong would have it
	 */
	ByteBuffer lastPayload() {
		return this.payloads.get(this.payloads.size() - 1).duplicate();
	}

	/**
	 * Return how many pings wait to be handed over.
	 * @return the number of pings
	 */
	int waiting() {
		return this.waiting.size();
	}

	private void sent(String what, WriteListener listener) {
		this.written.add(what);
		this.outcomes.add(listener);
		if (this.telling) {
			listener.written();
		}
		this.onPing.run();
	}

	@Override
	public void sendText(String text, WriteListener listener) {
		sent(text, listener);
	}

	@Override
	public void sendPing(ByteBuffer payload, WriteListener listener) {
		this.payloads.add(payload);
		sent(PING, listener);
	}

	@Override
	public void sendBinary(ByteBuffer bytes, WriteListener listener) {
		throw new UnsupportedOperationException();
	}

}
