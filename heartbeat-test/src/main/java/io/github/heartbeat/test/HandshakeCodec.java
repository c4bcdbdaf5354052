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

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the request of an opening handshake and answers its key.
 */
final class HandshakeCodec {

	private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private static final int MAX_REQUEST = 64 * 1024;

	private HandshakeCodec() {
	}

	static RecordedHandshake read(int connectionId, InputStream in) throws IOException {
		String[] lines = head(in).split("\r\n");
		String[] requestLine = lines[0].split(" ");
		if (requestLine.length != 3) {
			throw new IOException("Not an HTTP request: " + lines[0]);
		}
		Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		for (String line : Arrays.asList(lines).subList(1, lines.length)) {
			int colon = line.indexOf(':');
			if (colon > 0) {
				headers.computeIfAbsent(line.substring(0, colon).trim(), (name) -> new ArrayList<>())
					.add(line.substring(colon + 1).trim());
			}
		}
		headers.replaceAll((name, values) -> List.copyOf(values));
		return new RecordedHandshake(connectionId, requestLine[1], Collections.unmodifiableMap(headers),
				subprotocols(headers), System.nanoTime());
	}

	/**
	 * Make a handshake of what a client in memory asks for.
	 * @param connectionId the number of the connection
	 * @param path the path and the query
	 * @param headers the headers
	 * @param nanoTime the time of the server
	 * @return the handshake
	 */
	static RecordedHandshake of(int connectionId, String path, Map<String, List<String>> headers, long nanoTime) {
		Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
		return new RecordedHandshake(connectionId, path, Collections.unmodifiableMap(copy), subprotocols(copy),
				nanoTime);
	}

	private static List<String> subprotocols(Map<String, List<String>> headers) {
		return headers.getOrDefault("Sec-WebSocket-Protocol", Collections.emptyList())
			.stream()
			.flatMap((value) -> Arrays.stream(value.split(",")))
			.map(String::trim)
			.toList();
	}

	private static String head(InputStream in) throws IOException {
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		int endOfHead = ('\r' << 24) | ('\n' << 16) | ('\r' << 8) | '\n';
		int lastFour = 0;
		while (lastFour != endOfHead) {
			int next = in.read();
			if (next == -1 || head.size() > MAX_REQUEST) {
				throw new EOFException("No HTTP request");
			}
			head.write(next);
			lastFour = (lastFour << 8) | next;
		}
		return head.toString(StandardCharsets.ISO_8859_1);
	}

	static String accept(String key) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
			return Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
