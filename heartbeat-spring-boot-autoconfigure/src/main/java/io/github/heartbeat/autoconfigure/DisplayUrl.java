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

/**
 * Makes a text that should be a URL, and may be none, fit to be shown.
 */
final class DisplayUrl {

	private DisplayUrl() {
	}

	/**
	 * Return the text without user-info, query and fragment.
	 * @param url the text
	 * @return the text to show
	 */
	static String of(String url) {
		try {
			URI uri = new URI(url.trim());
			if (uri.getHost() != null) {
				return of(uri);
			}
		}
		catch (URISyntaxException ex) {
			// That is what the caller wants to report
		}
		if (url.contains("@")) {
			// A password may have slashes and question marks in it: nobody can tell where
			// it
			// begins and ends
			return url.contains("://") ? url.substring(0, url.indexOf("://") + 3) + "***" : "***";
		}
		return url.trim().replaceFirst("(?s)[?#].*$", "");
	}

	private static String of(URI uri) {
		StringBuilder display = new StringBuilder();
		if (uri.getScheme() != null) {
			display.append(uri.getScheme()).append(':');
		}
		display.append("//").append(uri.getHost());
		if (uri.getPort() != -1) {
			display.append(':').append(uri.getPort());
		}
		return display.append(uri.getRawPath()).toString();
	}

}
