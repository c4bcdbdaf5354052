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

package io.github.heartbeat.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Guesses what somebody has meant who wrote a key of a client that is not known: by other
 * words for the same thing, by the letters, and by the last word.
 */
final class NearestKey {

	/** What others call it, without dashes. */
	private static final Map<String, String> SYNONYMS = Map.ofEntries(Map.entry("uri", "url"),
			Map.entry("address", "url"), Map.entry("endpoint", "url"), Map.entry("server", "url"),
			Map.entry("header", "headers"), Map.entry("protocol", "subprotocols"),
			Map.entry("protocols", "subprotocols"), Map.entry("timeout", "connect-timeout"),
			Map.entry("interval", "ping.interval"), Map.entry("heartbeat", "ping"), Map.entry("keepalive", "ping"),
			Map.entry("retry", "reconnect"), Map.entry("backoff", "reconnect"), Map.entry("tls", "ssl"),
			Map.entry("autostart", "auto-startup"), Map.entry("maxattempts", "max-retries"),
			Map.entry("retries", "max-retries"), Map.entry("initialdelay", "delay"));

	private final PropertyKey keys;

	private final List<String> paths;

	/**
	 * Create a new guesser.
	 * @param keys the keys of a client
	 */
	NearestKey(PropertyKey keys) {
		this.keys = keys;
		this.paths = keys.getPaths();
	}

	/**
	 * Return the key that is nearest to one that is not known.
	 * @param words the elements of the key below that of a client
	 * @return the key that was probably meant, or {@code null} if none is near
	 */
	@Nullable String find(List<String> words) {
		String written = String.join(".", words);
		String translated = String.join(".", words.stream().map(NearestKey::translate).toList());
		return Stream.of(written, translated)
			.flatMap((path) -> Stream.of(exact(path), map(path), byLetters(path), byDistance(path)))
			.filter((key) -> key != null)
			.findFirst()
			.orElseGet(() -> byLastWord(translated));
	}

	private static String translate(String word) {
		return SYNONYMS.getOrDefault(letters(word), word);
	}

	private static String letters(String path) {
		return path.replace("-", "").replace(".", "").toLowerCase(Locale.ROOT);
	}

	private @Nullable String exact(String path) {
		return this.paths.contains(path) ? path : null;
	}

	private @Nullable String map(String path) {
		int dot = path.indexOf('.');
		if (dot == -1) {
			return null;
		}
		return this.keys.getChildren()
			.stream()
			.filter(PropertyKey::isMap)
			.map(PropertyKey::getName)
			.filter((name) -> distance(path.substring(0, dot), name) <= 2)
			.findFirst()
			.map((name) -> name + path.substring(dot))
			.orElse(null);
	}

	private @Nullable String byLetters(String path) {
		return this.paths.stream().filter((known) -> letters(known).equals(letters(path))).findFirst().orElse(null);
	}

	private @Nullable String byDistance(String path) {
		String nearest = null;
		int bound = Math.max(2, path.length() / 5) + 1;
		for (String known : this.paths) {
			int distance = distance(path.toLowerCase(Locale.ROOT), known);
			if (distance < bound) {
				nearest = known;
				bound = distance;
			}
		}
		return nearest;
	}

	private @Nullable String byLastWord(String path) {
		String word = path.substring(path.lastIndexOf('.') + 1);
		List<String> candidates = this.paths.stream()
			.filter((known) -> known.equals(word) || known.endsWith("." + word))
			.toList();
		return (candidates.size() == 1) ? candidates.get(0) : null;
	}

	/**
	 * Return how many letters have to be put in, taken out or changed.
	 * @param from a text
	 * @param to another text
	 * @return the number of letters
	 */
	static int distance(String from, String to) {
		int[] above = new int[to.length() + 1];
		Arrays.setAll(above, (index) -> index);
		for (int i = 1; i <= from.length(); i++) {
			int[] row = new int[to.length() + 1];
			row[0] = i;
			for (int j = 1; j <= to.length(); j++) {
				int changed = above[j - 1] + ((from.charAt(i - 1) != to.charAt(j - 1)) ? 1 : 0);
				row[j] = Math.min(changed, Math.min(above[j], row[j - 1]) + 1);
			}
			above = row;
		}
		return above[to.length()];
	}

}
