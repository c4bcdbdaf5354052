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

package io.github.heartbeat.record;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

import io.github.heartbeat.transport.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * File of one recording, a line of JSON for each entry. When it has half of the size that
 * is allowed it becomes the older of two, in the place of the one before. Used by one
 * thread at a time.
 */
final class RecordFile {

	private final Path path;

	private final Path older;

	private final String header;

	private final long maxSize;

	private @Nullable BufferedWriter writer;

	private long size;

	private boolean rotated;

	/**
	 * Create a new file, which is opened with its first line.
	 * @param directory where it is
	 * @param clientName the client
	 * @param number tells recordings apart that begin at the same time
	 * @param begin when the recording begins
	 * @param maxSize the bytes that both files may have together
	 */
	RecordFile(Path directory, String clientName, int number, Instant begin, long maxSize) {
		String name = clientName + "-" + begin.toEpochMilli() + "-" + number;
		this.path = directory.resolve(name + ".jsonl");
		this.older = directory.resolve(name + ".older.jsonl");
		this.maxSize = maxSize;
		this.header = new JsonLine().put("type", "recording")
			.put("client", clientName)
			.put("begin", begin.toString())
			.toString();
	}

	Path path() {
		return this.path;
	}

	/**
	 * Write the header, so that the file is there.
	 * @throws IOException if the file can't be written
	 */
	void begin() throws IOException {
		open();
		flush();
	}

	/**
	 * Write a line. One that is larger than half of the size that is allowed is left out.
	 * @param line the line
	 * @return whether it was written
	 * @throws IOException if the file can't be written
	 */
	boolean write(String line) throws IOException {
		long length = Utf8.length(line) + 1L;
		if (length + this.header.length() + 1 > this.maxSize / 2) {
			return false;
		}
		if (this.writer != null && this.size + length > this.maxSize / 2) {
			rotate();
		}
		append(open(), line, length);
		return true;
	}

	private BufferedWriter open() throws IOException {
		BufferedWriter writer = this.writer;
		if (writer == null) {
			Files.createDirectories(this.path.toAbsolutePath().getParent());
			writer = Files.newBufferedWriter(this.path, StandardCharsets.UTF_8);
			this.writer = writer;
			this.size = 0;
			append(writer, this.header, this.header.length() + 1L);
		}
		return writer;
	}

	private void append(BufferedWriter writer, String line, long length) throws IOException {
		writer.write(line);
		writer.write('\n');
		this.size += length;
	}

	private void rotate() throws IOException {
		close();
		Files.move(this.path, this.older, StandardCopyOption.REPLACE_EXISTING);
		this.rotated = true;
	}

	boolean isRotated() {
		return this.rotated;
	}

	void flush() throws IOException {
		if (this.writer != null) {
			this.writer.flush();
		}
	}

	/**
	 * Delete the file, since there is another one.
	 */
	void discard() {
		try {
			close();
			Files.deleteIfExists(this.path);
		}
		catch (IOException ex) {
			// It stays, with nothing in it
		}
	}

	void close() throws IOException {
		BufferedWriter writer = this.writer;
		this.writer = null;
		if (writer != null) {
			writer.close();
		}
	}

}
