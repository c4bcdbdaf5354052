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

import java.util.Map;

import org.springframework.http.HttpHeaders;

/**
 * Converter from the headers of Netty to those of Spring.
 */
final class HeadersConverter {

	private HeadersConverter() {
	}

	/**
	 * Convert the headers of a response.
	 * @param headers the headers as they came
	 * @return the headers, read-only
	 */
	static HttpHeaders convert(io.netty.handler.codec.http.HttpHeaders headers) {
		HttpHeaders converted = new HttpHeaders();
		for (Map.Entry<String, String> header : headers) {
			converted.add(header.getKey(), header.getValue());
		}
		return HttpHeaders.readOnlyHttpHeaders(converted);
	}

}
