/* batch/member.h - members of JSON that another process sent: index/member.h. */
#pragma once

#include "index/member.h"
