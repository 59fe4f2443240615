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
      { key => 1 }[key]
      expect(1).to eq 1
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
