/* SPDX-License-Identifier: MIT */

/* Does nothing: its library does, before main(). */
int main(void)
{
	return 0;
}
