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

package io.github.heartbeat.test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A client in memory that keeps what it is told.
 */
final class MemoryClient implements MemoryListener {

	private final List<String> events = Collections.synchronizedList(new ArrayList<>());

	private final MemoryConnection connection;

	private MemoryClient(HeartbeatTestServer server, Map<String, List<String>> headers) {
		this.connection = server.connect("/feed?key=1", headers, this);
	}

	static MemoryClient connect(HeartbeatTestServer server) {
		return new MemoryClient(server, Map.of("X-Test", List.of("one", "two")));
	}

	static MemoryClient connect(HeartbeatTestServer server, String name) {
		return new MemoryClient(server, Map.of(HeartbeatTestServer.CLIENT_HEADER, List.of(name)));
	}

	MemoryConnection connection() {
		return this.connection;
	}

	boolean send(String text) {
		return this.connection.sendFrame(Opcodes.TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

	List<String> events() {
		return this.events;
	}

	@Override
	public void opened(Map<String, List<String>> headers) {
		this.events.add("opened " + headers.getOrDefault("sec-websocket-protocol", List.of()));
	}

	@Override
	public void refused(int status, Map<String, List<String>> headers, byte[] body) {
		this.events.add("refused " + status + " " + headers.get("retry-after") + " "
				+ new String(body, StandardCharsets.UTF_8));
	}

	@Override
	public void frame(RecordedFrame frame, int rsv) {
		this.events.add(switch (frame.opcode()) {
			case Opcodes.TEXT -> "text " + frame.text();
			case Opcodes.CLOSE -> "close " + frame.closeCode() + " " + frame.closeReason();
			case Opcodes.PONG -> "pong " + frame.text();
			default -> "frame " + frame.opcode() + " fin=" + frame.fin() + " rsv=" + rsv + " masked=" + frame.masked();
		});
	}

	@Override
	public void ended(MemoryEnd end) {
		this.events.add("ended " + end);
	}

}
