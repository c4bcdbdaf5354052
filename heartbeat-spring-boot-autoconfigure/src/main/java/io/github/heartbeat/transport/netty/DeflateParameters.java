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

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Parameters of {@code permessage-deflate} that the server has agreed to (RFC 7692,
 * section 7.1).
 *
 * @param clientTakeover whether a message of this side may refer to those before
 * @param clientWindowBits the window for the messages of this side, as a power of two
 * @param serverTakeover whether a message of the server may refer to those before
 */
record DeflateParameters(boolean clientTakeover, int clientWindowBits, boolean serverTakeover) {

	/** The name of the extension. */
	static final String EXTENSION = "permessage-deflate";

	private static final String CLIENT_NO_TAKEOVER = "client_no_context_takeover";

	private static final String CLIENT_WINDOW = "client_max_window_bits";

	private static final String SERVER_NO_TAKEOVER = "server_no_context_takeover";

	private static final String SERVER_WINDOW = "server_max_window_bits";

	private static final Set<String> NAMES = Set.of(CLIENT_NO_TAKEOVER, CLIENT_WINDOW, SERVER_NO_TAKEOVER,
			SERVER_WINDOW);

	private static final int MIN_WINDOW_BITS = 8;

	/**
	 * Return the parameters of an answer.
	 * @param answer the extension in the answer of the server
	 * @param offers what was offered under the name of the extension
	 * @return the parameters
	 * @throws IllegalArgumentException if the answer fits none of the offers
	 */
	static DeflateParameters of(ExtensionHeader answer, List<ExtensionHeader> offers) {
		Map<String, String> values = new HashMap<>();
		for (ExtensionHeader.Parameter parameter : answer.parameters()) {
			verify(NAMES.contains(parameter.name()), "has a parameter that nobody knows");
			verify(values.put(parameter.name(), parameter.value()) == null, "has a parameter twice");
		}
		verifyFlag(values.get(CLIENT_NO_TAKEOVER));
		verifyFlag(values.get(SERVER_NO_TAKEOVER));
		int clientWindowBits = windowBits(values.get(CLIENT_WINDOW));
		int serverWindowBits = windowBits(values.get(SERVER_WINDOW));
		verify(offers.stream().anyMatch((offer) -> fits(values, clientWindowBits, serverWindowBits, offer)),
				"is not what was offered");
		return new DeflateParameters(!values.containsKey(CLIENT_NO_TAKEOVER), clientWindowBits,
				!values.containsKey(SERVER_NO_TAKEOVER));
	}

	private static void verifyFlag(@Nullable String value) {
		verify(value == null || value.isEmpty(), "has a value where there is none");
	}

	private static int windowBits(@Nullable String value) {
		if (value == null) {
			return PayloadDeflater.MAX_WINDOW_BITS;
		}
		// Section 7.1.2: without leading zeros
		verify(value.matches("[89]|1[0-5]"), "has a window that there is not");
		return Integer.parseInt(value);
	}

	private static boolean fits(Map<String, String> answer, int clientWindowBits, int serverWindowBits,
			ExtensionHeader offer) {
		Map<String, String> offered = new HashMap<>();
		offer.parameters().forEach((parameter) -> offered.put(parameter.name(), parameter.value()));
		if (offered.containsKey(SERVER_NO_TAKEOVER) && !answer.containsKey(SERVER_NO_TAKEOVER)) {
			return false;
		}
		if (offered.containsKey(SERVER_WINDOW)
				&& (!answer.containsKey(SERVER_WINDOW) || serverWindowBits > offeredBits(offered, SERVER_WINDOW))) {
			return false;
		}
		return !answer.containsKey(CLIENT_WINDOW)
				|| (offered.containsKey(CLIENT_WINDOW) && clientWindowBits <= offeredBits(offered, CLIENT_WINDOW));
	}

	private static int offeredBits(Map<String, String> offered, String name) {
		String value = offered.get(name);
		try {
			return (value != null && !value.isEmpty()) ? Integer.parseInt(value) : PayloadDeflater.MAX_WINDOW_BITS;
		}
		catch (NumberFormatException ex) {
			return MIN_WINDOW_BITS;
		}
	}

	private static void verify(boolean condition, String violation) {
		if (!condition) {
			throw new IllegalArgumentException("The server's answer to permessage-deflate " + violation);
		}
	}

	PayloadInflater createInflater() {
		return new PayloadInflater(this.serverTakeover);
	}

	PayloadDeflater createDeflater() {
		return new PayloadDeflater(this.clientTakeover, this.clientWindowBits);
	}

}
