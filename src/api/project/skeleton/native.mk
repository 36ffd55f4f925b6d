# make            makes the command ./@NAME@
# make check      tests it
# make install    installs it below $(PREFIX); DESTDIR is for packagers
# STATIC=yes      one file that runs where reeve is not installed
NAME = @NAME@
OBJECTS = main.o@OBJECTS@
STATIC ?= @STATIC@

PKG_CONFIG ?= pkg-config
CFLAGS ?= -O2 -g -Wall -Wextra
PREFIX ?= /usr/local
prefix ?= $(PREFIX)
bindir ?= $(prefix)/bin

# Headers and libraries: all that is to be known of reeve, pkg-config says. (Where the linker remarks that
# getpwuid_r needs shared libraries: nothing calls it.)
ifeq ($(STATIC),yes)
PACKAGE = reeve-static
LINKING = -static
REEVE_LIBS := $(shell $(PKG_CONFIG) --static --libs $(PACKAGE))
else
PACKAGE = reeve
REEVE_LIBS := $(shell $(PKG_CONFIG) --libs $(PACKAGE))
endif
REEVE_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PACKAGE))
ifeq ($(REEVE_LIBS),)
REEVE_LIBS = $(error $(PKG_CONFIG) does not know $(PACKAGE): PKG_CONFIG_PATH must name the directory of $(PACKAGE).pc)
endif

all: $(NAME)

$(NAME): $(OBJECTS) .linked-$(PACKAGE)
	$(CC) $(CFLAGS) $(LDFLAGS) $(LINKING) -o $@ $(OBJECTS) $(REEVE_LIBS)

# Linked again when STATIC is another.
.linked-$(PACKAGE):
	rm -f .linked-*
	touch $@

# The template becomes part of it.
main.o: $(NAME).cfg

$(OBJECTS): Makefile

%.o: %.c
	$(CC) $(CPPFLAGS) $(REEVE_CFLAGS) $(CFLAGS) -c -o $@ $<

check: all
	./check.sh

install: all
	install -d "$(DESTDIR)$(bindir)"
	install $(NAME) "$(DESTDIR)$(bindir)"

clean:
	rm -f $(NAME) $(OBJECTS) .linked-*

.PHONY: all check install clean
