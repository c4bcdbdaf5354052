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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A recording of what the connections of one client carried, as the application wrote it:
 * to be played back by a {@link HeartbeatTestServer}, and compared with what a client
 * sends. Immutable.
 */
public final class HeartbeatRecording {

	/**
	 * The speed of the recording itself.
	 */
	public static final double OWN_PACE = 1;

	/**
	 * The speed at which nothing is waited for.
	 */
	public static final double AT_ONCE = Double.POSITIVE_INFINITY;

	private final String clientName;

	private final List<Entry> entries;

	private final long dropped;

	private HeartbeatRecording(String clientName, List<Entry> entries, long dropped) {
		this.clientName = clientName;
		this.entries = List.copyOf(entries);
		this.dropped = dropped;
	}

	/**
	 * Read a recording.
	 * @param file the file, with a line of JSON for each message
	 * @return the recording
	 * @throws UncheckedIOException if the file can't be read
	 * @throws IllegalArgumentException if it is no recording; the message names the line
	 */
	public static HeartbeatRecording read(Path file) {
		try {
			return parse(Files.readAllLines(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Make a recording of its lines.
	 * @param lines the lines
	 * @return the recording
	 * @throws IllegalArgumentException if they are no recording; the message names the
	 * line
	 */
	public static HeartbeatRecording parse(List<String> lines) {
		String clientName = "";
		List<Entry> entries = new ArrayList<>();
		long dropped = 0;
		for (int i = 0; i < lines.size(); i++) {
			if (lines.get(i).isBlank()) {
				continue;
			}
			try {
				Map<String, Object> line = JsonLineParser.parse(lines.get(i));
				switch (text(line, "type")) {
					case "recording" -> clientName = text(line, "client");
					case "open" -> entries.add(entry(line, Kind.OPEN));
					case "text" -> entries.add(entry(line, Kind.TEXT));
					case "binary" -> entries.add(entry(line, Kind.BINARY));
					case "close" -> entries.add(entry(line, Kind.CLOSE));
					case "dropped" -> dropped += number(line, "count");
					default -> {
						// Of a later version
					}
				}
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException("Line " + (i + 1) + " is none of a recording: " + ex.getMessage());
			}
		}
		return new HeartbeatRecording(clientName, entries, dropped);
	}

	private static Entry entry(Map<String, Object> line, Kind kind) {
		Object data = line.get("data");
		long size = (kind == Kind.CLOSE) ? number(line, "code") : (kind == Kind.OPEN) ? 0 : number(line, "size");
		return new Entry(Duration.ofNanos(Math.round(decimal(line, "t") * 1_000_000)), text(line, "connection"), kind,
				text(line, "dir").equals("in"), (int) size, (data instanceof String string) ? string : null);
	}

	private static String text(Map<String, Object> line, String name) {
		if (line.get(name) instanceof String text) {
			return text;
		}
		throw new IllegalArgumentException("'" + name + "' must be a string");
	}

	private static long number(Map<String, Object> line, String name) {
		double number = decimal(line, name);
		if (number != Math.rint(number) || number > Integer.MAX_VALUE) {
			throw new IllegalArgumentException("'" + name + "' must be a whole number");
		}
		return (long) number;
	}

	private static double decimal(Map<String, Object> line, String name) {
		if (line.get(name) instanceof Double number && number >= 0) {
			return number;
		}
		throw new IllegalArgumentException("'" + name + "' must be a number of 0 or more");
	}

	/**
	 * Return the name of the client.
	 * @return the name, empty if the recording does not say it
	 */
	public String clientName() {
		return this.clientName;
	}

	/**
	 * Return the entries in their order.
	 * @return all entries
	 */
	public List<Entry> entries() {
		return this.entries;
	}

	/**
	 * Return the messages that the client received.
	 * @return the messages, in order
	 */
	public List<Entry> received() {
		return messages(true);
	}

	/**
	 * Return the messages that the client sent, to be compared with what it sends in a
	 * test.
	 * @return the messages, in order
	 */
	public List<Entry> sent() {
		return messages(false);
	}

	private List<Entry> messages(boolean inbound) {
		return this.entries.stream().filter((entry) -> entry.isMessage() && entry.inbound() == inbound).toList();
	}

	/**
	 * Return how many messages the recording lacks, since they came too fast to be
	 * written.
	 * @return the number of messages
	 */
	public long dropped() {
		return this.dropped;
	}

	/**
	 * Return what the server did on each connection.
	 * @return for each connection its entries, in the order of the connections
	 */
	List<List<Entry>> connections() {
		Set<String> ids = new LinkedHashSet<>();
		this.entries.forEach((entry) -> ids.add(entry.connectionId()));
		List<List<Entry>> connections = new ArrayList<>();
		ids.forEach((id) -> connections
			.add(this.entries.stream().filter((entry) -> entry.connectionId().equals(id) && entry.inbound()).toList()));
		return connections;
	}

	@Override
	public String toString() {
		return "HeartbeatRecording[client=" + this.clientName + ", entries=" + this.entries.size() + ", dropped="
				+ this.dropped + "]";
	}

	/**
	 * What an entry is.
	 */
	public enum Kind {

		/**
		 * A connection was opened.
		 */
		OPEN,

		/**
		 * A text message.
		 */
		TEXT,

		/**
		 * A binary message.
		 */
		BINARY,

		/**
		 * A connection ended.
		 */
		CLOSE

	}

	/**
	 * Something that a connection carried.
	 *
	 * @param at when, since the begin of the recording
	 * @param connectionId the connection
	 * @param kind what it is
	 * @param inbound whether the client received it, or sent it
	 * @param size the number of bytes of a message; the close code of the end of a
	 * connection
	 * @param data the text, or {@code null} if the recording has none
	 */
	public record Entry(Duration at, String connectionId, Kind kind, boolean inbound, int size, @Nullable String data) {

		boolean isMessage() {
			return this.kind == Kind.TEXT || this.kind == Kind.BINARY;
		}

		/**
		 * Return a text to be played: the one that was recorded, or one of the same size.
		 * @return the text
		 */
		String playedText() {
			return (this.data != null) ? this.data : ".".repeat(this.size);
		}

	}

}
