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

import java.net.URI;

/**
 * Place to connect to, as a URL names it.
 *
 * @param host the host name, or an address without brackets
 * @param port the port
 * @param secure whether TLS is spoken there
 */
record Endpoint(String host, int port, boolean secure) {

	private static final int WS_PORT = 80;

	private static final int WSS_PORT = 443;

	/**
	 * Return the endpoint of a URL.
	 * @param url a {@code ws} or {@code wss} URL
	 * @return the endpoint
	 */
	static Endpoint of(URI url) {
		boolean secure = "wss".equalsIgnoreCase(url.getScheme());
		String host = url.getHost();
		String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
		return new Endpoint(plain, (url.getPort() != -1) ? url.getPort() : defaultPort(secure), secure);
	}

	private static int defaultPort(boolean secure) {
		return secure ? WSS_PORT : WS_PORT;
	}

	/**
	 * Return the value of a {@code Host} header.
	 * @return the host, and the port unless it is the default
	 */
	String authority() {
		String name = (this.host.indexOf(':') != -1) ? "[" + this.host + "]" : this.host;
		return (this.port != defaultPort(this.secure)) ? name + ":" + this.port : name;
	}

}
