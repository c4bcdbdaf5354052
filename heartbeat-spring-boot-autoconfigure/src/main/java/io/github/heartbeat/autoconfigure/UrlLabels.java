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

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The labels of a container that say which clients connect to it:
 * {@code io.github.heartbeat.url.<client>}, with {@code {host}}, {@code {port}} where it
 * has one port, or {@code {8080}} for the mapped port of that number.
 *
 * @param labels all labels of the container
 * @param host the host of the container
 * @param ports the ports of the container
 * @param mappedPort gives the port of the host for one of them
 */
record UrlLabels(Map<String, String> labels, String host, Collection<Integer> ports, IntUnaryOperator mappedPort) {

	private static final String PREFIX = "io.github.heartbeat.url.";

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

	/**
	 * Return the URL of a client.
	 * @param clientName the plain name of the client
	 * @return the URL, or {@code null} if there is no label for the client
	 * @throws IllegalStateException if the label can't be understood
	 */
	@Nullable URI getUrl(String clientName) {
		String label = PREFIX + clientName;
		String template = this.labels.get(label);
		return (template != null) ? resolve(label, template) : null;
	}

	/**
	 * Return the URL that a template stands for.
	 * @param label where the template is from
	 * @param template the template
	 * @return the URL
	 * @throws IllegalStateException if the template can't be understood
	 */
	URI resolve(String label, String template) {
		Matcher matcher = PLACEHOLDER.matcher(template);
		StringBuilder url = new StringBuilder();
		while (matcher.find()) {
			matcher.appendReplacement(url, Matcher.quoteReplacement(value(label, matcher.group(1))));
		}
		matcher.appendTail(url);
		try {
			return new URI(url.toString());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException("The label '" + label + "' is no URL: " + ex.getReason());
		}
	}

	private String value(String label, String placeholder) {
		if (placeholder.equals("host")) {
			return this.host;
		}
		if (placeholder.equals("port") && this.ports.size() == 1) {
			return map(this.ports.iterator().next());
		}
		if (this.ports.stream().map(String::valueOf).anyMatch(placeholder::equals)) {
			return map(Integer.valueOf(placeholder));
		}
		throw new IllegalStateException("The label '" + label + "' has the placeholder {" + placeholder
				+ "}, known are {host}, {port} where there is one port, and the ports " + this.ports);
	}

	private String map(int port) {
		return String.valueOf(this.mappedPort.applyAsInt(port));
	}

}
