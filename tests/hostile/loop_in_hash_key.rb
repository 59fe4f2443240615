# An endless loop in hash, called by a Hash for its key.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      key = Object.new
      def key.hash
        loop {}
      end
      table = {}
      20.times { |i| table[i] = i }
      table[key] = 1
      [key].uniq
      key.hash
      expect(1).to eq 1
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
