# Sockets that wait for others, as the kernel tells it in /proc/net, in the form of `netstat`.
module Cincture
  module Sockets
    TABLES = ['tcp', 'tcp6', 'udp', 'udp6'].freeze
    # Of TCP: the state of a socket that listens.
    LISTENING = '0A'.freeze

    # Rows with port, address, protocol and inode; nil where the target has no such tables.
    def self.read
      tables = TABLES.map { |protocol| [protocol, Host.read("/proc/net/#{protocol}")] }.reject { |_, text| text.nil? }
      return nil if tables.empty?
      tables.map { |protocol, text| rows(protocol, text.scrub) }.flatten
    end

    def self.rows(protocol, text)
      (text.split("\n")[1..-1] || []).map { |line| row(protocol, line) }.compact
    end

    # nil for a socket that talks to another. The columns: number, local, remote, state, ..., the tenth is the inode.
    def self.row(protocol, line)
      columns = line.split(' ')
      raise TargetError, "/proc/net/#{protocol} of the target cannot be read" if columns.length < 10
      local, remote, state = columns[1..3]
      waits = protocol.start_with?('tcp') ? state == LISTENING : remote.end_with?(':0000')
      return nil unless waits
      address, port = local.split(':')
      { 'port' => port.to_i(16), 'address' => address(address), 'protocol' => protocol, 'inode' => columns[9] }
    end

    # The kernel prints each four bytes as one number of its machine, here one with the low byte first.
    def self.address(text)
      bytes = text.scan(/.{8}/).map { |word| word.scan(/../).reverse }.flatten
      bytes.length == 4 ? dotted(bytes) : colons(bytes)
    end

    def self.dotted(bytes)
      bytes.map { |byte| byte.to_i(16).to_s }.join('.')
    end

    # The shortest form: the first longest row of zeros left out, an IPv4 address inside shown as one.
    def self.colons(bytes)
      return '::ffff:' + dotted(bytes[12..15]) if bytes[0..11].join == '00000000000000000000FFFF'
      groups = (0..7).map { |i| (bytes[2 * i] + bytes[2 * i + 1]).to_i(16).to_s(16) }
      at, length = zeros(groups)
      return groups.join(':') if length < 2
      groups[0, at].join(':') + '::' + (groups[at + length..-1] || []).join(':')
    end

    # Where the longest row of zeros begins, and how long it is.
    def self.zeros(groups)
      best = [0, 0]
      groups.each_index do |at|
        length = groups[at..-1].take_while { |group| group == '0' }.length
        best = [at, length] if length > best[1]
      end
      best
    end

    # Inode to pid and name of the program that holds it, for those that are `wanted`.
    def self.holders(wanted)
      found = {}
      pids = (Host.list('/proc') || []).select { |name| name =~ /\A\d+\z/ }.map { |name| name.to_i }.sort
      pids.each do |pid|
        missing = wanted.reject { |inode| found.key?(inode) }
        break if missing.empty?
        held(pid).each { |inode| found[inode] ||= [pid, program(pid)] if missing.include?(inode) }
      end
      found
    end

    # The inodes of a process's sockets; none of one that has ended meanwhile.
    def self.held(pid)
      folder = "/proc/#{pid}/fd"
      (Host.list(folder) || []).map { |name|
        stat = Host.stat("#{folder}/#{name}", false)
        stat && (stat['link_target'] || '')[/\Asocket:\[(\d+)\]\z/, 1]
      }.compact
    end

    # The kernel's name of it, which `ss` shows too.
    def self.program(pid)
      name = Host.read("/proc/#{pid}/comm")
      name && name.scrub.chomp
    end
  end
end
