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

package io.github.heartbeat.engine.send;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.github.heartbeat.transport.TransportSession;
import io.github.heartbeat.transport.WriteListener;

/**
 * Heartbeat that can be told from others by its payload.
 */
final class TestHeartbeat extends OutboundMessage {

	private final String payload;

	TestHeartbeat(String payload) {
		super(0);
		this.payload = payload;
	}

	@Override
	public boolean isHeartbeat() {
		return true;
	}

	@Override
	public String describe() {
		return "ping";
	}

	@Override
	public void write(TransportSession session, WriteListener listener) {
		session.sendPing(ByteBuffer.wrap(this.payload.getBytes(StandardCharsets.UTF_8)), listener);
	}

}
