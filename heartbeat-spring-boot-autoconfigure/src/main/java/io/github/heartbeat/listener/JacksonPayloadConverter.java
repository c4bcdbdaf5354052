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

package io.github.heartbeat.listener;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

import io.github.heartbeat.engine.send.PayloadConverter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.util.Assert;

/**
 * {@link PayloadConverter} and {@link PayloadReader} for JSON, by Spring's message
 * converter for Jackson.
 */
public final class JacksonPayloadConverter implements PayloadConverter, PayloadReader {

	/**
	 * Names that are shown in a path. Any other may be anything the server sent.
	 */
	private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_$-]{1,64}");

	private final JacksonJsonHttpMessageConverter converter;

	/**
	 * Create a new converter.
	 * @param jsonMapper reads and writes the JSON
	 */
	public JacksonPayloadConverter(JsonMapper jsonMapper) {
		Assert.notNull(jsonMapper, "'jsonMapper' must not be null");
		this.converter = new JacksonJsonHttpMessageConverter(jsonMapper);
	}

	@Override
	public String toText(Object payload) throws IOException {
		TextOutput output = new TextOutput();
		this.converter.write(payload, MediaType.APPLICATION_JSON, output);
		return output.body.toString(StandardCharsets.UTF_8);
	}

	@Override
	public <T> T fromText(String text, Class<T> type) throws UnreadablePayloadException {
		return type.cast(read(text, ResolvableType.forClass(type)));
	}

	@Override
	public Object read(String text, ResolvableType type) throws UnreadablePayloadException {
		Object payload;
		try {
			payload = this.converter.read(type, new TextInput(text), null);
		}
		catch (IOException | RuntimeException ex) {
			throw new UnreadablePayloadException(describe(ex));
		}
		if (payload == null) {
			throw new UnreadablePayloadException("JSON null");
		}
		return payload;
	}

	/**
	 * Describe a failure without its message, which shows parts of the text.
	 * @param failure the failure
	 * @return its kind and its place
	 */
	private static String describe(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof JacksonException jacksonFailure) {
				return cause.getClass().getSimpleName() + location(jacksonFailure.getLocation())
						+ path(jacksonFailure.getPath());
			}
		}
		return failure.getClass().getSimpleName();
	}

	private static String location(@Nullable TokenStreamLocation location) {
		// The column is counted in bytes of UTF-8
		return (location != null && location.getLineNr() > 0)
				? " at line " + location.getLineNr() + ", column " + location.getColumnNr() : "";
	}

	private static String path(Iterable<Reference> references) {
		StringBuilder path = new StringBuilder();
		for (Reference reference : references) {
			String name = reference.getPropertyName();
			if (name == null) {
				path.append('[').append(reference.getIndex()).append(']');
			}
			else {
				path.append('.').append((!isKey(reference) && PLAIN_NAME.matcher(name).matches()) ? name : "*");
			}
		}
		return (!path.isEmpty()) ? " (path $" + path + ")" : "";
	}

	// The key of a map is data, unlike the property of a bean
	private static boolean isKey(Reference reference) {
		Object from = reference.from();
		return from instanceof Map || (from instanceof Class<?> type && Map.class.isAssignableFrom(type));
	}

	/**
	 * A text as the input of a message converter.
	 *
	 * @param text the text
	 */
	private record TextInput(String text) implements HttpInputMessage {

		@Override
		public InputStream getBody() {
			return new ByteArrayInputStream(this.text.getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public HttpHeaders getHeaders() {
			return HttpHeaders.EMPTY;
		}

	}

	/**
	 * Takes the output of a message converter.
	 */
	private static final class TextOutput implements HttpOutputMessage {

		private final HttpHeaders headers = new HttpHeaders();

		private final ByteArrayOutputStream body = new ByteArrayOutputStream();

		@Override
		public OutputStream getBody() {
			return this.body;
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

	}

}
